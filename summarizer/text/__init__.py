"""From a raw page to an article: decoding, cleaning, language, sentences, windows.

Nothing here needs a model, and nothing here changes the text: every step reports spans of the text as it
was given.
"""
