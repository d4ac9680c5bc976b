package org.jinyanglake.desensitize.recognize;

import java.util.List;

/**
 * Names of persons in Chinese: a surname of the list and one or two characters, after a word that
 * announces a person or before a title. Never without one of them: 高温, 安全, 黄河 begin with surnames,
 * too.
 */
final class Names implements Recognizer {
  private static final String SURNAMES =
      "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭"
          + "陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文温柴辛"
          + "齐洪殷樊葛邢安庞颜倪庄聂章鲁岳翟申柳骆梅耿关兰焦俞左甘祝包宁尚符舒阮柯纪童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路"
          + "游靳欧管柏阎饶苟牛卜游司房卫景桂褚农岑祁鲍詹屈华闵丛苑全米车艾郎晋原冀郜郄弓亢暴逯元智牟宫佟项祖窦芦应占简"
          + "沙巩鞠匡晏栗师鹿支花封解戚边仲蒲洛阳麻臧伍尤仇滕隋奚储费虞井仝姬卓敬冷练商";
  private static final Words COMPOUND =
      new Words(
          "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "长孙", "宇文", "端木",
          "轩辕", "独孤", "南宫", "西门", "百里", "呼延", "澹台", "赫连", "申屠", "太史", "闻人");
  private static final Words ANNOUNCES =
      new Words(
          "姓名", "联系人", "来电人", "报修人", "投诉人", "反映人", "举报人", "申请人", "经办人", "负责人", "法定代表人", "法人", "户主",
          "业主", "市民", "居民", "患者", "司机", "车主", "我叫", "本人", "名叫", "我是", "乘客", "家长", "母亲", "父亲", "儿子",
          "女儿", "丈夫", "妻子", "邻居", "房东", "租客", "同事", "收件人", "签收人", "被投诉人", "当事人", "村民", "工人", "收款人",
          "户名", "学生", "旅客", "失主", "老人", "先生叫", "女士叫", "住户", "租户", "承租人", "持卡人", "登记人", "报警人", "求助人",
          "机主", "店主", "监护人", "家属", "法人代表", "伤者", "死者", "会员", "用户", "客户");
  private static final Words TITLES =
      new Words("先生", "女士", "小姐", "师傅", "大爷", "大妈", "阿姨", "同志", "老师", "医生", "大夫", "奶奶", "爷爷");

  /** What a person does at the begin of a clause; things do not, in a ticket. */
  private static final Words SPEAKS =
      new Words(
          "反映", "来电", "致电", "投诉", "咨询", "表示", "要求", "希望", "称", "认为", "请求", "举报", "申请", "建议", "报修",
          "求助", "反应", "质疑", "询问", "（电话", "(电话", "（手机", "(手机", "（身份", "(身份", "（联系", "(联系");

  /** Words at the begin of a clause that begin as names do and are none. */
  private static final Words NO_NAMES =
      new Words(
          "车辆", "车位", "车库", "车主", "车站", "车费", "车友", "水管", "水费", "水表", "水压", "水质", "水电", "金额", "路灯",
          "路面", "路口", "路边", "路人", "白天", "方案", "方便", "方面", "包裹", "高温", "高空", "高层", "高速", "高度", "安全",
          "安装", "安置", "黄河", "马路", "应急", "应该", "应当", "时常", "易燃", "常住", "常年", "温度", "文件", "文明", "文化",
          "向来", "于是", "何时", "何人", "花园", "花费", "花坛", "解决", "解释", "解除", "管理", "管道", "管网", "管线", "管家",
          "单位", "单元", "单价", "项目", "成员", "成本", "成年", "全部", "全家", "全体", "全市", "全天", "全村", "全校", "计划",
          "计费", "计价", "商家", "商户", "商场", "商店", "商品", "商贩", "支付", "支持", "司机", "师傅", "师生", "封闭", "麻烦",
          "祖父", "祖母", "原告", "原因", "原来", "顾客", "顾问", "程序", "任何", "任务", "凌晨", "关于", "关门", "阳台", "阳光",
          "游客", "游泳", "房屋", "房东", "房产", "房主", "房客", "景区", "农民", "农户", "农村", "费用", "井盖", "卫生", "符合",
          "占用", "占道", "严重", "万户", "岳父", "岳母", "祝愿", "公司", "牛奶", "和谐", "平时", "金属", "石油", "常用", "连续",
          "干部", "干警", "经理", "店家", "海关", "银行", "同学", "同事", "家长", "华侨", "鲍鱼", "柏油", "龙头", "雷雨", "苗木",
          "药房", "边坡", "梅雨", "沙石", "艾滋", "元旦", "冷库", "练车", "童装");

  private static final Words FOLLOWS =
      new Words(
          "反映", "来电", "致电", "电话", "手机", "身份", "投诉", "咨询", "表示", "要求", "希望", "住在", "家住", "居住", "说",
          "称", "先生", "女士", "小姐", "师傅", "联系", "报修", "举报", "申请", "于", "在", "的", "和", "与", "及", "（",
          "反应", "向", "对", "从", "将", "已", "现", "因", "为", "到", "被", "把", "是", "男", "女", "出生", "性别",
          "地址", "住址", "车牌", "卡号", "护照", "曾", "多次", "再次", "认为", "请", "拨打", "名下", "本人", "家", "等",
          "同志", "老师", "医生");
  private static final Words PRECEDES =
      new Words(
          "找", "请", "与", "和", "是", "由", "向", "给", "被", "对", "让", "位", "名", "叫", "系", "邀", "访", "的",
          "为", "于", "及", "跟", "同", "市民", "居民", "业主", "患者", "司机", "车主", "乘客", "联系", "通知", "村民", "邻居",
          "房东", "问", "把", "到", "有", "说", "称");

  private static final String CLAUSE_ENDS = "，。；：、！？,;:!?]）)】」”\" \n";

  @Override
  public void find(Text text, List<Finding> found) {
    for (int at = 0; at < text.length(); at++) {
      if (!text.isHan(at)) {
        continue;
      }
      int cue = ANNOUNCES.at(text, at);
      if (cue > 0) {
        announced(text, at + cue, found);
      }
      if (begins(text, at)) {
        speaking(text, at, found);
      }
      int title = TITLES.at(text, at);
      if (title > 0) {
        titled(text, at, found);
      }
    }
  }

  private static void announced(Text text, int from, List<Finding> found) {
    int start = from;
    while (start < text.length()
        && start < from + 4
        && (!text.isHan(start) && !text.isLatinOrAsciiDigit(start)
            || text.at(start) == '是'
            || text.at(start) == '叫'
            || text.at(start) == '为')
        && text.at(start) != '\n'
        && "，。；;,".indexOf(text.at(start)) < 0) {
      start++;
    }
    int end = name(text, start);
    if (end > start) {
      found.add(new Finding(Kind.NAME, start, end, 0.9));
    }
  }

  /** The end of the name that begins at a place; the place itself if none does. */
  private static int name(Text text, int start) {
    int surname = surname(text, start);
    if (surname == 0) {
      return foreign(text, start);
    }
    for (int given = 2; given > 0; given--) {
      int end = start + surname + given;
      if (end <= text.length() && allHan(text, start, end) && ends(text, end)) {
        return end;
      }
    }
    return start;
  }

  /** A name of a minority: parts of Chinese characters with a dot between them. */
  private static int foreign(Text text, int start) {
    int end = start;
    int dots = 0;
    while (end < text.length()
        && end < start + 20
        && (text.isHan(end) || (text.at(end) == '·' || text.at(end) == '•') && end > start)) {
      dots += text.isHan(end) ? 0 : 1;
      end++;
      if (dots > 0 && text.isHan(end - 1) && ends(text, end)) {
        break;
      }
    }
    return dots > 0 && text.isHan(end - 1) ? end : start;
  }

  private static boolean ends(Text text, int at) {
    return at == text.length() || !text.isHan(at) || FOLLOWS.at(text, at) > 0;
  }

  /** Whether a clause begins at a place. */
  private static boolean begins(Text text, int at) {
    return at == 0 || CLAUSE_ENDS.indexOf(text.at(at - 1)) >= 0;
  }

  /** A name at the begin of a clause, as in 张三来电 and 李四希望. */
  private static void speaking(Text text, int start, List<Finding> found) {
    int surname = surname(text, start);
    if (surname == 0 || NO_NAMES.at(text, start) > 0) {
      return;
    }
    for (int given = 2; given > 0; given--) {
      int end = start + surname + given;
      if (end < text.length() && allHan(text, start, end) && SPEAKS.at(text, end) > 0) {
        found.add(new Finding(Kind.NAME, start, end, 0.85));
        return;
      }
    }
  }

  /** The length of the surname that begins at a place; 0 if none does. */
  private static int surname(Text text, int start) {
    int compound = COMPOUND.at(text, start);
    if (compound > 0) {
      return compound;
    }
    return start < text.length() && SURNAMES.indexOf(text.at(start)) >= 0 ? 1 : 0;
  }

  private static void titled(Text text, int title, List<Finding> found) {
    for (int length = 4; length > 0; length--) {
      int start = title - length;
      if (start < 0 || !allHan(text, start, title)) {
        continue;
      }
      int surname = surname(text, start);
      int given = length - surname;
      boolean begins = start == 0 || !text.isHan(start - 1) || PRECEDES.before(text, start) > 0;
      if (surname > 0 && given <= 2 && given >= 0 && (begins || length == surname)) {
        found.add(new Finding(Kind.NAME, start, title, begins ? 0.9 : 0.8));
        return;
      }
    }
  }

  private static boolean allHan(Text text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!text.isHan(i)) {
        return false;
      }
    }
    return true;
  }
}
