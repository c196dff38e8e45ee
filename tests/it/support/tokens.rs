//! Made-up tokens in the formats that Craft can use.
/// A `ChatGPT` token: its payload names the account `acc-1`.
pub const CHATGPT: &str = "PLANTED.eyJodHRwczovL2FwaS5vcGVuYWkuY29tL2F1dGgiOnsiY2hhdGdwdF9hY2NvdW50X2lkIjoiYWNjLTEifX0.PLANTED";

/// A token of `claude setup-token`.
pub const CLAUDE: &str = "sk-ant-oat01-PLANTED";

/// A GitHub token.
pub const GITHUB: &str = "ghu_PLANTED";
