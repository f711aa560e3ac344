"""Names and terms in both languages: gazetteer, transliteration, glossary, hints."""
