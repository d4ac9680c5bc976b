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
          "户名", "学生", "旅客", "失主", "老人", "先生叫", "女士叫");
  private static final Words TITLES =
      new Words("先生", "女士", "小姐", "师傅", "大爷", "大妈", "阿姨", "同志", "老师", "医生", "大夫", "奶奶", "爷爷");
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
    int surname = COMPOUND.at(text, start);
    if (surname == 0 && start < text.length() && SURNAMES.indexOf(text.at(start)) >= 0) {
      surname = 1;
    }
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

  private static void titled(Text text, int title, List<Finding> found) {
    for (int length = 4; length > 0; length--) {
      int start = title - length;
      if (start < 0 || !allHan(text, start, title)) {
        continue;
      }
      int surname = COMPOUND.at(text, start);
      if (surname == 0 && SURNAMES.indexOf(text.at(start)) >= 0) {
        surname = 1;
      }
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
