//! Lists to pick from, with a filter.

pub const TYPE_TO_FILTER: &str = "type to filter";
pub const FILTER_OR_MODEL: &str = "filter, or type a model id";

/// Refuses to use the selected items while the filter hides all of them.
pub fn filter_hides_all(typed: &str) -> String {
    format!("Nothing matches “{typed}”. Esc clears the filter.")
}

pub const NOTHING_MATCHES: &str = "Nothing matches.";

/// Shown beside typed text that can be picked as it is.
pub const AS_TYPED: &str = "as typed";

pub const LISTED_BY_ENDPOINT: &str = "listed by the endpoint";

/// The column heads of model facts: context, abilities, price.
pub const MODEL_FACTS: &str = "  ctx           $/1M in/out";
pub const THINKS: &str = "think";
pub const SEES_IMAGES: &str = "img";
pub const PRICE_VARIES: &str = "varies";

pub const KEYS: &str = "Keys";
pub const RUN_COMMAND: &str = "run";
pub const CLOSE_KEYS: &str = "close";
