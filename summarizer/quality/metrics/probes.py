"""Short sentences about unrelated things, each in both languages: what an embedder calls near and far.

Cosines of sentence encoders lie in a narrow band that differs between encoders and between pairs of
languages: with multilingual-e5-small two unrelated sentences get about 0.8. The cosines of these probes say
where the band begins (sentences about different things) and, across languages, where it ends (translations).
"""

from __future__ import annotations

#: (Arabic, English)
PROBES = (
    (
        "ارتفعت أسعار القمح بعد موسم جفاف طويل.",
        "Wheat prices rose after a long season of drought.",
    ),
    (
        "فاز الفريق المضيف بالمباراة بهدف في الدقيقة الأخيرة.",
        "The home team won the match with a goal in the last minute.",
    ),
    (
        "اكتشف علماء الفلك كوكبا يدور حول نجم بعيد.",
        "Astronomers discovered a planet that orbits a distant star.",
    ),
    (
        "أقر البرلمان قانونا جديدا للضرائب بأغلبية ضئيلة.",
        "Parliament passed a new tax law by a narrow majority.",
    ),
    (
        "يعاني مرضى السكري من نقص الأنسولين في الصيدليات.",
        "Diabetes patients suffer from a shortage of insulin in pharmacies.",
    ),
    (
        "غرق قارب صيد قبالة الساحل بسبب العاصفة.",
        "A fishing boat sank off the coast because of the storm.",
    ),
    (
        "افتتح المتحف معرضا للوحات من القرن الثامن عشر.",
        "The museum opened an exhibition of paintings from the eighteenth century.",
    ),
    (
        "حكمت المحكمة على المصرفي بالسجن خمس سنوات بتهمة الاحتيال.",
        "The court sentenced the banker to five years in prison for fraud.",
    ),
    (
        "تضم الغابة أنواعا نادرة من الطيور والفراشات.",
        "The forest is home to rare species of birds and butterflies.",
    ),
    (
        "أطلقت الشركة هاتفا جديدا ببطارية تدوم يومين.",
        "The company launched a new phone with a battery that lasts two days.",
    ),
    (
        "عاد آلاف النازحين إلى قراهم بعد وقف إطلاق النار.",
        "Thousands of displaced people returned to their villages after the ceasefire.",
    ),
    (
        "تعلم الجدة أحفادها خبز الكعك في عطلة الصيف.",
        "The grandmother teaches her grandchildren to bake biscuits in the summer holidays.",
    ),
    (
        "تأخرت القطارات ساعات بعد عطل في الإشارات.",
        "Trains were delayed for hours after a signal failure.",
    ),
    (
        "ضرب زلزال متوسط القوة الجزيرة فجر اليوم.",
        "A moderate earthquake struck the island at dawn today.",
    ),
    (
        "ترجمت الرواية إلى عشرين لغة وبيع منها مليون نسخة.",
        "The novel was translated into twenty languages and sold a million copies.",
    ),
    (
        "يطالب المعلمون بزيادة الرواتب وتقليل عدد التلاميذ في الصف.",
        "Teachers demand higher pay and fewer pupils in each class.",
    ),
)
