//! Common words of English.

/// In order.
#[rustfmt::skip]
pub static WORDS: &[&str] = &[
    "about", "above", "across", "action", "active", "after", "again", "against", "agree", "allow", "almost",
    "alone", "along", "already", "always", "amount", "animal", "another", "answer", "appear", "apple",
    "argue", "around", "arrive", "autumn", "balance", "basket", "became", "because", "become", "before",
    "began", "behind", "believe", "below", "beside", "better", "between", "beyond", "blanket", "board",
    "borrow", "bottle", "bottom", "branch", "bread", "bridge", "bright", "bring", "broken", "brother",
    "brought", "build", "burn", "butter", "button", "calm", "candle", "carry", "castle", "catch", "center",
    "certain", "chair", "chance", "change", "cheap", "choose", "circle", "clean", "clear", "clever", "climb",
    "clock", "close", "cloud", "coffee", "collect", "color", "common", "company", "compare", "complete",
    "consider", "contain", "content", "corner", "correct", "could", "count", "country", "course", "cover",
    "create", "cross", "crowd", "dance", "danger", "daughter", "decide", "deep", "degree", "deliver",
    "depend", "describe", "desert", "design", "detail", "differ", "dinner", "direct", "distance", "double",
    "doubt", "dozen", "dream", "drive", "during", "early", "earth", "easily", "either", "empty", "engine",
    "enough", "enter", "equal", "evening", "event", "every", "exact", "example", "except", "expect",
    "explain", "extra", "fair", "family", "famous", "farm", "father", "favor", "feather", "figure", "final",
    "finger", "finish", "floor", "flower", "follow", "forest", "forget", "forward", "found", "friend",
    "front", "fruit", "garden", "gather", "general", "gentle", "glass", "golden", "grain", "grass", "great",
    "green", "ground", "group", "grow", "guess", "happen", "harbor", "heavy", "height", "hidden", "history",
    "honest", "horse", "hour", "house", "however", "hundred", "idea", "imagine", "include", "inside",
    "instead", "island", "journey", "kettle", "kitchen", "known", "ladder", "large", "later", "laugh",
    "leave", "length", "letter", "level", "light", "likely", "listen", "little", "local", "lonely", "lower",
    "lucky", "machine", "manner", "market", "matter", "maybe", "meadow", "measure", "member", "memory",
    "middle", "minute", "mirror", "modern", "moment", "money", "morning", "mother", "mountain", "move",
    "music", "narrow", "nature", "nearly", "needle", "never", "night", "noise", "north", "notice", "number",
    "object", "ocean", "offer", "often", "open", "orange", "order", "other", "outside", "paper", "parent",
    "part", "pattern", "people", "perhaps", "person", "picture", "piece", "place", "plain", "plant",
    "pleasant", "pocket", "point", "possible", "powder", "prepare", "present", "pretty", "problem", "produce",
    "promise", "proper", "public", "puzzle", "quarter", "question", "quick", "quiet", "rather", "reach",
    "ready", "reason", "receive", "record", "region", "remain", "remember", "repair", "repeat", "report",
    "rest", "result", "return", "river", "rough", "round", "sample", "school", "season", "second", "seem",
    "sentence", "several", "shadow", "shape", "share", "shell", "shore", "short", "should", "shoulder",
    "silver", "simple", "single", "sister", "sleep", "slow", "small", "smooth", "soft", "solid", "some",
    "sound", "south", "space", "speak", "special", "spend", "spring", "square", "stand", "start", "station",
    "steady", "still", "stone", "story", "straight", "strange", "stream", "street", "strong", "sudden",
    "suggest", "summer", "supper", "supply", "support", "sure", "surface", "table", "teach", "tenth", "their",
    "there", "these", "thick", "thing", "think", "third", "those", "though", "thought", "through", "ticket",
    "timber", "today", "together", "tomorrow", "toward", "travel", "tree", "trouble", "true", "trust", "turn",
    "twelve", "under", "until", "upper", "usual", "valley", "value", "very", "village", "visit", "voice",
    "wagon", "wait", "walk", "warm", "watch", "water", "weather", "week", "weight", "welcome", "whether",
    "which", "while", "whole", "window", "winter", "within", "without", "wonder", "wood", "word", "work",
    "world", "would", "write", "yellow", "young",
];

/// Short words, which make up every second word of prose.
#[rustfmt::skip]
pub static SHORT: &[&str] = &[
    "a", "all", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "for", "from", "had", "has", "he",
    "her", "his", "I", "if", "in", "is", "it", "its", "may", "me", "my", "no", "not", "now", "of", "on", "one", "or",
    "our", "out", "she", "so", "that", "the", "the", "the", "they", "this", "to", "to", "up", "us", "was", "we",
    "were", "what", "when", "who", "will", "with", "you",
];
