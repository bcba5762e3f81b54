// The shortcodes apps use most. An unknown one stays as typed, as Slack does.
const TABLE = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|wave 👋|clap 👏|raised_hands 🙌|pray 🙏|handshake 🤝|muscle 💪|point_right 👉|point_left 👈
point_up ☝️|point_down 👇|ok_hand 👌|eyes 👀|writing_hand ✍️|raised_hand ✋|smile 😄|smiley 😃|grinning 😀|slightly_smiling_face 🙂
wink 😉|blush 😊|joy 😂|thinking_face 🤔|neutral_face 😐|worried 😟|cry 😢|sweat_smile 😅|sunglasses 😎|partying_face 🥳|tada 🎉
confetti_ball 🎊|fire 🔥|sparkles ✨|star ⭐|star2 🌟|heart ❤️|green_heart 💚|yellow_heart 💛|blue_heart 💙|rocket 🚀|zap ⚡|boom 💥
100 💯|trophy 🏆|medal 🏅|dart 🎯|bulb 💡|bell 🔔|no_bell 🔕|mega 📣|loudspeaker 📢|speech_balloon 💬|thought_balloon 💭|email 📧|envelope ✉️
incoming_envelope 📨|inbox_tray 📥|outbox_tray 📤|mailbox 📫|phone 📞|telephone_receiver 📞|calendar 📆|date 📅|spiral_calendar_pad 🗓️
clipboard 📋|memo 📝|pencil 📝|pencil2 ✏️|page_facing_up 📄|bookmark_tabs 📑|open_file_folder 📂|file_folder 📁|paperclip 📎|link 🔗
pushpin 📌|round_pushpin 📍|mag 🔍|key 🔑|lock 🔒|unlock 🔓|shield 🛡️|gear ⚙️|wrench 🔧|hammer_and_wrench 🛠️|package 📦|gift 🎁
moneybag 💰|dollar 💵|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bar_chart 📊|briefcase 💼|office 🏢|house 🏠|globe_with_meridians 🌐
alarm_clock ⏰|stopwatch ⏱️|timer_clock ⏲️|hourglass ⌛|hourglass_flowing_sand ⏳|clock1 🕐|clock3 🕒|clock9 🕘|watch ⌚
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|warning ⚠️|no_entry ⛔|no_entry_sign 🚫
rotating_light 🚨|question ❓|exclamation ❗|heavy_exclamation_mark ❗|grey_question ❔|information_source ℹ️|red_circle 🔴
large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫
large_orange_diamond 🔶|small_blue_diamond 🔹|small_orange_diamond 🔸|arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_upper_right ↗️
arrows_counterclockwise 🔄|repeat 🔁|leftwards_arrow_with_hook ↩️|arrow_right_hook ↪️|fast_forward ⏩|heavy_plus_sign ➕|heavy_minus_sign ➖
one 1️⃣|two 2️⃣|three 3️⃣|sunny ☀️|sunrise 🌅|cloud ☁️|snowflake ❄️|seedling 🌱|evergreen_tree 🌲|herb 🌿|coffee ☕|pizza 🍕|beers 🍻
robot_face 🤖|ghost 👻|bust_in_silhouette 👤|busts_in_silhouette 👥|crown 👑|checkered_flag 🏁|triangular_flag_on_post 🚩|waving_white_flag 🏳️
hot_pepper 🌶️|wastebasket 🗑️|recycle ♻️|label 🏷️|ticket 🎫|construction 🚧|traffic_light 🚦|compass 🧭|world_map 🗺️|crystal_ball 🔮
balloon 🎈|palm_tree 🌴|face_with_monocle 🧐|sob 😭|exploding_head 🤯|sleeping 😴|zzz 💤|runner 🏃|left_speech_bubble 🗨️`;

const GLYPHS = new Map(TABLE.trim().split(/[|\n]/).map((entry) => {
  const space = entry.indexOf(" ");
  return [entry.slice(0, space), entry.slice(space + 1)];
}));

export const glyph = (name) => GLYPHS.get(name) ?? null;

export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+'-]+):/g, (code, name) => glyph(name) ?? code);
}
