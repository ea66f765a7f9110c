"""Made-up names. No hospital, person or product here exists; the forms are those of real lists."""

SURNAMES = (
    "林 沈 陈 周 方 陆 顾 贺 程 闻 陶 傅 阮 许 薛 叶 宋 唐 邵 夏 秦 江 余 罗 梁 谢 韩 冯 于 董 萧 袁 邓 彭 "
    "欧阳 上官 皇甫 令狐 司徒 诸葛 端木 慕容"
).split()
GIVEN = (
    "岚 思齐 明慧 志远 承安 兰舟 晓彤 云舒 砚秋 知夏 既明 一鸣 青禾 静姝 若水 立群 望舒 知礼 清和 景行 "
    "子衿 嘉树 怀瑾 乐之 修远 疏影 照野 归鸿 听澜 允执 时雨 星回 牧之 采薇 未央 含章 鹤鸣 松年 以宁 令仪"
).split()
LONG_NAMES = ["马依努尔·阿不都拉", "阿依古丽·买买提江", "扎西·罗布次仁", "司马·乌仁其其格"]

REGIONS = ["临江大区", "云岭大区", "北川大区", "东屏大区", "西泽大区", "南浦大区"]
CITIES = (
    "临江 江州 东屏 云栖 滨江 澄湖 青岚 白石 望川 松原岭 鹤洲 月桥 长汀口 石浦 兰陵渡 安宁河 "
    "玉屏山 沙洲 平湖口 梧桐港 碧溪 古渡 桃源渡 雁栖"
).split()
STREETS = "人民路 解放大道 滨河东路 文昌街 和平里 学府路 建设一路 望湖街 中兴大道 桂花巷".split()
DEPARTMENTS = (
    "心血管内科 内分泌科 肾内科 神经内科 呼吸与危重症医学科 消化内科 肿瘤科 老年医学科 药剂科 急诊医学科"
).split()
TITLES = ["主任医师", "副主任医师", "主治医师", "住院医师"]
PHARMACY_TITLES = ["主任药师", "副主任药师", "主管药师"]

HOSPITALS = [
    ("{city}市第{n}人民医院", "3A"),
    ("{city}市中心医院", "3A"),
    ("{city}医科大学附属第{n}医院（{other}院区）", "3A"),
    ("{city}市中医院（{city}市中西医结合医院）", "3B"),
    ("{city}市妇幼保健院（{city}市儿童医院）", "3B"),
    ("{city}市{other}区人民医院", "2A"),
    ("{city}县人民医院（{city}医疗集团总院）", "2A"),
    ("{city}市{other}区中医院", "2B"),
    ("国家区域心血管医疗中心{city}分中心·{city}医科大学附属第{n}医院", "3A"),
]
CLINICS = ["{city}{name}诊所", "{city}仁和综合门诊部（{other}店）"]
HEALTH_CENTRES = ["{other}街道社区卫生服务中心", "{city}市{other}镇中心卫生院"]
PHARMACIES = [
    "惠民大药房（{street}店）",
    "{city}同善堂药店第{n}分店",
    "康宁医药连锁（{other}{street}店）",
]
CHAINS = ["{city}康宁医药连锁有限公司"]
DISTRIBUTORS = ["{city}远通医药物流有限公司"]
NUMERALS = "一二三四五六七八九十"

PRODUCTS = [
    # code, name, English name, category
    ("VEL", "维络平", "Velopin", "心血管"),
    ("KAR", "卡瑞通", "Karitone", "心血管"),
    ("GLU", "格络糖", "Glucora", "内分泌"),
    ("NEP", "肾安维", "Nephrava", "内分泌"),
    ("RES", "瑞舒呼", "Respira", "呼吸"),
    ("ONC", "安可宁", "Oncalm", "肿瘤"),
]
MESSAGES = [
    # kind, text, English text
    ("adherence", "每日一次，依从性好", "Adherence: once daily"),
    ("safety", "肾功能不全无需调整剂量", "No renal dose change"),
    ("efficacy", "八周达标率数据", "Eight-week target attainment"),
    ("cost", "医保支付范围", "Reimbursement scope"),
]
TOPICS = [
    # code, name, English name
    ("product", "产品信息传递", "Product information"),
    ("evidence", "临床证据交流", "Clinical evidence"),
    ("safety", "用药安全与不良反应", "Safety and adverse reactions"),
    ("guideline", "指南与诊疗规范", "Guidelines and standards of care"),
    ("adherence", "患者依从性与教育", "Adherence and patient education"),
    ("supply", "供应与可及性", "Supply and access"),
    ("policy", "医保与准入政策", "Reimbursement and access policy"),
]
OBJECTIVES = [
    "约定科会日期，听取对议程的意见",
    "当面交付亚组数据，听取意见",
    "核对陈列与患者教育手册",
    "介绍八周达标率数据，了解顾虑",
    "确认肾功能不全患者的用法疑问",
    "了解医保支付范围变化后的处方流程",
    "跟进上次沟通的不良反应监测要点",
]
KEY_POINTS = [
    "介绍了每日一次给药的依从性数据，对方关注漏服处理。",
    "讨论老年患者合并用药，交付说明书相关章节。",
    "说明肾功能不全患者用法，约定下次带来亚组数据。",
    "回顾科室随访流程，确认教育手册需求三十份。",
    "沟通供货周期与效期，建议按季度核对库存。",
]
FEEDBACK = [
    "认为数据清楚，希望看到更长期的随访结果。",
    "对安全性认可，担心医保支付比例。",
    "表示会在科室例会上讨论。",
    "仍有疑问，需要医学部书面答复。",
    "暂无新需求，下月再谈。",
]
QUESTIONS = {
    "question": ["患者教育手册能否提供大字版？", "新规格什么时候到院？"],
    "medical_inquiry": [
        "肾小球滤过率低于三十的患者有亚组数据吗？",
        "与华法林合用有相互作用研究吗？",
    ],
    "complaint": ["最近两批外包装有破损。", "电话咨询一直没有人回复。"],
    "suggestion": ["希望随访表能减少重复填写。"],
    "product_feedback": ["药片太小，老年患者不好拿。", "铝箔板很难按出药片。"],
    "supply": ["本月到货比约定晚了一周，请说明原因。", "冷链到货温度记录能否随货提供？"],
    "price_policy": ["医保支付范围调整后请书面说明。"],
}
ANSWERS = [
    "已按已批准的资料整理书面答复，并附参考文献目录。",
    "已核实情况，处理结果与时间表见附件说明。",
    "已登记并转产品团队评估，下次评审会后回复。",
]
FOLLOW_UPS = ["带去亚组数据", "确认科会日期", "送交三十份教育手册", "回访供货情况"]
