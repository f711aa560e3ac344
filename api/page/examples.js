// Two articles to try. Both are made up; they are those of the folder `examples`.

export const EXAMPLES = {
  en: `Tripoli Port Reopens After Two Years of Repairs

By Rana Haddad

Tripoli, Lebanon – The main cargo terminal in the port of Tripoli reopened on Monday after repairs that lasted 26 months.

The work cost 48 million dollars and was paid for by the World Bank and the Lebanese government. Public Works Minister Samir Khoury said the terminal can now handle 400,000 containers a year, up from 250,000 before the repairs.

Two large ships from Turkey and Egypt unloaded wheat and medical supplies on the first day. Port officials expect 35 ships before the end of March.

Khoury told reporters that the government will not raise port fees this year. “We want traders to return, and we cannot ask them to pay more now,” he said.

About 1,200 people work in the port, and 300 of them were hired in January. The director of the port, Layla Mansour, said that 18 percent of the new workers are women.

Fishermen in the old harbour are less pleased. They say that dredging has damaged the seabed and that their catch fell by 40 percent last summer. The Ministry of Environment has not published its study of the damage.

Trade between Lebanon and Turkey reached 1.9 billion dollars in 2023, according to the Central Bank in Beirut. Economists say the new terminal could reduce the cost of imported wheat by 7.5 percent.

The second phase of the project will begin in September 2025. It includes a railway line of 35 kilometres to the Syrian border, but no contract has been signed yet.`,
  ar: `الأردن يفتتح أكبر محطة لتحلية المياه في العقبة

عمّان – افتتحت الحكومة الأردنية يوم الأحد محطة جديدة لتحلية مياه البحر في مدينة العقبة على ساحل البحر الأحمر.

وقالت وزيرة المياه سلمى الحوراني إن المحطة ستنتج 85 مليون متر مكعب من المياه في السنة. وأضافت أن هذه الكمية تكفي نحو 1.5 مليون شخص في عمّان والزرقاء.

وبلغت تكلفة المشروع 620 مليون دولار، وقدم بنك الاستثمار الأوروبي 40% من هذا المبلغ. وبدأ العمل في المحطة في آذار 2021 وتأخر ثمانية أشهر بسبب نقص المعدات.

وأكدت الوزيرة أن الحكومة لن ترفع أسعار المياه على المنازل هذا العام. وقالت للصحفيين: "لا يمكن أن يدفع المواطن ثمن الجفاف وحده".

ويعد الأردن من أفقر دول العالم بالمياه، إذ لا تتجاوز حصة الفرد 61 مترا مكعبا في السنة. وتقول الأمم المتحدة إن الحد الأدنى هو 500 متر مكعب.

ويعمل في المحطة 340 موظفا، منهم 75 مهندسا تدربوا في إسبانيا. وستحصل المحطة على 30% من حاجتها من الكهرباء من الطاقة الشمسية.

لكن خبراء البيئة في جامعة اليرموك حذروا من أثر المياه المالحة في الشعاب المرجانية. وقال الباحث كريم النابلسي إن الوزارة لم تنشر حتى الآن دراسة الأثر البيئي.

ومن المقرر أن تبدأ المرحلة الثانية من المشروع في أيلول 2026. وتشمل هذه المرحلة خط أنابيب طوله 450 كيلومترا بين العقبة والعاصمة، ولم يوقع العقد بعد.`,
};
