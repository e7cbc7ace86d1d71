// What the page itself says, in the three languages. What the bot says comes from the engine.

const WORDS = {
  "skip": ["Skip to the conversation", "跳到對話", "跳到对话"],
  "playground": ["Playground", "試玩場", "试玩场"],
  "promise": ["The real engine on a clock you move. No account, no network, fictional people.", "真正的引擎，時鐘由您撥動。免帳號、不連網，人物皆為虛構。", "真正的引擎，时钟由您拨动。无需账号、不联网，人物均为虚构。"],
  "language": ["Language of this page", "頁面語言", "页面语言"],
  "theme": ["Light or dark", "淺色或深色", "浅色或深色"],
  "status": ["Where the rollout stands", "導入進度", "推广进度"],
  "chairs": ["Whose chair do you take?", "您要坐誰的位子？", "您要坐谁的位子？"],
  "chairs-tab": ["People", "人員", "人员"],
  "start-here": ["Start here", "從這裡開始", "从这里开始"],
  "everyone": ["Everyone", "所有人", "所有人"],
  "nobody": ["Nobody fits. Try a name, a team or a role.", "找不到符合的人。試試姓名、團隊或角色。", "没有符合的人。试试姓名、团队或角色。"],
  "search": ["Search name, team or role", "搜尋姓名、團隊或角色", "搜索姓名、团队或角色"],
  "search-short": ["Search", "搜尋", "搜索"],
  "search-company": ["Search {company}", "搜尋 {company}", "搜索 {company}"],
  "filter": ["Filter by role", "依角色篩選", "按角色筛选"],
  "all": ["All", "全部", "全部"],
  "pilot_user": ["Pilot user", "試辦成員", "试点成员"],
  "power_user": ["Power user", "進階使用者", "资深用户"],
  "champion": ["Champion", "推廣大使", "推广大使"],
  "admin": ["Admin", "管理者", "管理员"],
  "sponsor": ["Sponsor", "發起人", "发起人"],
  "governance": ["Governance", "治理", "治理"],
  "conversations": ["Conversation", "對話", "对话"],
  "dress": ["Shown as", "顯示為", "显示为"],
  "in-slack": ["as Slack shows it", "Slack 的樣子", "Slack 的样子"],
  "in-teams": ["as Teams shows it", "Teams 的樣子", "Teams 的样子"],
  "app": ["APP", "應用程式", "应用"],
  "chat": ["Chat", "聊天", "聊天"],
  "you": ["You", "您", "您"],
  "unread": ["{n} new", "{n} 則新訊息", "{n} 条新消息"],
  "only-you": ["Only visible to you", "只有您看得到", "仅您可见"],
  "no-messages": ["Nothing yet. Move the clock and see what arrives, or type a command.", "還沒有訊息。撥動時鐘看看會收到什麼，或輸入指令。", "还没有消息。拨动时钟看看会收到什么，或输入命令。"],
  "type-slack": ["Message Uptake, or / for commands", "傳訊息給 Uptake，或輸入 / 看指令", "给 Uptake 发消息，或输入 / 看命令"],
  "type-teams": ["Type a message", "輸入訊息", "输入消息"],
  "send": ["Send", "傳送", "发送"],
  "try": ["Try", "試試", "试试"],
  "commands": ["Commands", "指令", "命令"],
  "command-help": ["What I can do", "我能做什麼", "我能做什么"],
  "command-feedback": ["Answer or say something", "回答或說說想法", "回答或说说想法"],
  "command-tip": ["Find or share a tip", "找技巧、分享技巧", "找技巧、分享技巧"],
  "command-summary": ["The weekly adoption summary", "每週採用摘要", "每周采用摘要"],
  "command-me": ["What Uptake knows of you, language, quiet hours", "Uptake 對您的了解、語言、免打擾時段", "Uptake 对您的了解、语言、免打扰时段"],
  "command-rollout": ["Plan, start, hold, advance", "計畫、開始、暫緩、推進", "计划、开始、暂缓、推进"],
  "command-pause": ["The kill switch", "緊急停止", "紧急停止"],
  "command-human": ["Talk to a person", "找真人", "找真人"],
  "command-stop": ["No more messages", "不再收訊息", "不再收消息"],
  "command-start": ["Messages again", "恢復訊息", "恢复消息"],
  "command-resume": ["Lift the pause", "解除暫停", "解除暂停"],
  "command-usecases": ["Where to use it and where not", "適合與不適合的用途", "适合与不适合的用途"],
  "clock": ["Clock", "時鐘", "时钟"],
  "step-message": ["Next message", "下一則訊息", "下一条消息"],
  "step-morning": ["Next morning", "隔天早上", "次日早上"],
  "step-monday": ["To Monday", "到星期一", "到周一"],
  "step-phase": ["To the end of the phase", "到本階段結束", "到本阶段结束"],
  "moving": ["The pilot unfolds …", "試辦進行中……", "试点进行中……"],
  "halt": ["Halt", "停在這裡", "停在这里"],
  "happening": ["What is happening", "正在發生的事", "正在发生的事"],
  "parts": ["Parts of the page", "頁面分區", "页面分区"],
  "quiet": ["Nothing yet. Jump ahead.", "還沒有事情發生。往前跳吧。", "还没有事情发生。往前跳吧。"],
  "fact-week": ["Program week", "計畫週次", "计划周次"],
  "week-of": ["{week} of {last}", "第 {week} 週，共 {last} 週", "第 {week} 周，共 {last} 周"],
  "before-start": ["not started", "尚未開始", "尚未开始"],
  "fact-phase": ["Phase", "階段", "阶段"],
  "at_gate": ["waits for a decision", "等待決定", "等待决定"],
  "done": ["done", "已完成", "已完成"],
  "fact-next": ["Next message to anyone", "下一則訊息（任何人）", "下一条消息（任何人）"],
  "none-planned": ["none planned", "沒有排程", "没有排程"],
  "fact-sent": ["Messages sent", "已送出訊息", "已发送消息"],
  "fact-held": ["Held back", "攔下未送", "拦下未发"],
  "fact-sending": ["Sending", "傳送狀態", "发送状态"],
  "running": ["on", "開啟", "开启"],
  "paused": ["paused for everyone", "已對所有人暫停", "已对所有人暂停"],
  "see-as": ["See it as {name}", "以 {name} 的角度看", "以 {name} 的角度看"],
  "sent-disclosure": ["One person was told what the bot is and sees | {n} people were told what the bot is and sees", "向 {n} 人說明這個機器人是什麼、看得到什麼", "向 {n} 人说明这个机器人是什么、看得到什么"],
  "sent-greeting": ["One person was greeted: what the bot is and sees | {n} people were greeted: what the bot is and sees", "向 {n} 人打招呼：說明機器人是什麼、看得到什麼", "向 {n} 人打招呼：说明机器人是什么、看得到什么"],
  "sent-other": ["One more message arrived | {n} more messages arrived", "另有 {n} 則訊息", "另有 {n} 条消息"],
  "sent-nudge": ["One nudge arrived | {n} nudges arrived", "送出 {n} 則提醒", "送出 {n} 条提醒"],
  "sent-rescue": ["One person whose try failed got another way | {n} people whose try failed got another way", "給 {n} 位沒成功的人另一個做法", "给 {n} 位没成功的人另一个做法"],
  "sent-tip": ["One tip of the week arrived | {n} tips of the week arrived", "送出 {n} 則本週技巧", "送出 {n} 条本周技巧"],
  "sent-prompt": ["A feedback window opened for one person | A feedback window opened for {n} people", "回饋時段對 {n} 人開放", "反馈时段对 {n} 人开放"],
  "sent-reminder": ["One person was reminded once | {n} people were reminded once", "提醒 {n} 人一次", "提醒 {n} 人一次"],
  "sent-chosen_time": ["A reminder came at the moment its reader had chosen | {n} reminders came at the moments their readers had chosen", "{n} 人自選的時刻到了", "{n} 人自选的时刻到了"],
  "sent-digest": ["The weekly digest reached one person | The weekly digest reached {n} people", "每週摘要送達 {n} 人", "每周摘要送达 {n} 人"],
  "sent-request": ["One person was asked to act | {n} people were asked to act", "請 {n} 人處理", "请 {n} 人处理"],
  "sent-reply": ["One answer to what somebody wrote | {n} answers to what people wrote", "回覆 {n} 則留言", "回复 {n} 条留言"],
  "act-feedback": ["One feedback tap | {n} feedback taps", "{n} 次回饋點按", "{n} 次反馈点按"],
  "act-nudge": ["One tap on a nudge | {n} taps on nudges", "{n} 人回應了提醒", "{n} 人回应了提醒"],
  "act-tip": ["One tap on a tip | {n} taps on tips", "{n} 次技巧評價", "{n} 次技巧评价"],
  "act-rollout": ["The admin decided", "管理者做了決定", "管理员做了决定"],
  "act-summary": ["One action of the digest was taken | {n} actions of the digest were taken", "有人接下 {n} 項摘要中的行動", "有人接下 {n} 项摘要中的行动"],
  "act-other": ["One more tap | {n} more taps", "另有 {n} 次點按", "另有 {n} 次点按"],
  "act-said": ["One command or message typed | {n} commands and messages typed", "輸入 {n} 次指令或訊息", "输入 {n} 次命令或消息"],
  "turn-running": ["Phase begins: {title}", "階段開始：{title}", "阶段开始：{title}"],
  "turn-at_gate": ["Gate: {title} waits for a person to decide", "關卡：{title} 等待決定", "关卡：{title} 等待决定"],
  "turn-done": ["Phase ends: {title}", "階段結束：{title}", "阶段结束：{title}"],
  "turn-paused": ["All sending was paused", "所有訊息已暫停", "所有消息已暂停"],
  "turn-resumed": ["Sending goes on", "恢復傳送", "恢复发送"],
  "window-open": ["Feedback window “{title}” opened", "回饋時段「{title}」開放", "反馈时段“{title}”开放"],
  "window-closed": ["Feedback window “{title}” closed", "回饋時段「{title}」結束", "反馈时段“{title}”结束"],
  "usage-import": ["Usage export read: data complete to {day}", "匯入使用紀錄：資料完整至 {day}", "导入使用记录：数据完整至 {day}"],
  "failed": ["That did not work: {reason}", "沒有成功：{reason}", "没有成功：{reason}"],
  "lost": ["The playground stopped answering. Start it again with: uptake demo", "試玩場沒有回應。請重新執行：uptake demo", "试玩场没有响应。请重新运行：uptake demo"],
};
const LANGUAGES = ["en", "zh-Hant", "zh-Hans"];

let language = LANGUAGES[0];

export function speak(tag) {
  const wanted = String(tag || "").toLowerCase();
  const chinese = /hans|cn|sg/.test(wanted) ? "zh-Hans" : "zh-Hant";
  language = wanted.startsWith("zh") ? chinese : "en";
  return language;
}

export function spoken() {
  return language;
}

export function say(key, blanks = {}) {
  const row = WORDS[key];
  const forms = (row ? row[LANGUAGES.indexOf(language)] : key).split(" | ");
  const text = forms.length > 1 && blanks.n === "1" ? forms[0] : forms.at(-1);
  return text.replace(/\{(\w+)\}/g, (whole, name) => blanks[name] ?? whole);
}

export function knows(key) {
  return key in WORDS;
}

export function worded(texts) {
  return typeof texts === "string" ? texts : texts?.[language] || texts?.en || "";
}

const TAG = { "en": "en-GB", "zh-Hant": "zh-TW", "zh-Hans": "zh-CN" };

export function told(instant, zone, parts) {
  return new Intl.DateTimeFormat(TAG[language], { timeZone: zone, hourCycle: "h23", ...parts }).format(new Date(instant));
}

export function number(value) {
  return new Intl.NumberFormat(TAG[language]).format(value);
}
