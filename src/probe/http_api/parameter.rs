//! Another form for a message after the first one is refused.

use super::dialect::MessageForm;
use super::refusals::Refusal;

/// The most tokens that a message may cost.
const MAX_TOKENS: u64 = 64;

/// Wordings before the minimum of a parameter.
const AT_LEAST: [&str; 8] = [
    "at least",
    ">=",
    "greater than or equal to",
    "greater or equal to",
    "minimum value is",
    "minimum of",
    "minimum is",
    "not be less than",
];

/// Another form, as a refusal of the first one suggests; none if it suggests nothing, or costs too
/// much.
pub(super) fn other_form(form: MessageForm, refusal: Refusal, body: &[u8]) -> Option<MessageForm> {
    if refusal == Refusal::OnlyStreams {
        return Some(MessageForm { streams: true, ..form });
    }
    let text = String::from_utf8_lossy(body).to_lowercase();
    let tokens = match least(&text) {
        Some(least) if least > MAX_TOKENS => return None,
        Some(least) => least.max(form.tokens),
        None => form.tokens,
    };
    let is_renamed = text.contains("max_completion_tokens");
    let limit = if is_renamed { "max_completion_tokens" } else { form.limit };
    let other = MessageForm { limit, tokens, ..form };
    (other != form).then_some(other)
}

/// The minimum that a text names.
fn least(text: &str) -> Option<u64> {
    AT_LEAST.iter().find_map(|words| {
        let (_, rest) = text.split_once(words)?;
        let start = rest.find(|c: char| c.is_ascii_digit()).filter(|start| *start < 12)?;
        let digits = rest[start..].split(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(text: &str) -> Option<(&'static str, u64)> {
        let form = other_form(MessageForm::SHORTEST, Refusal::Parameter, text.as_bytes())?;
        Some((form.limit, form.tokens))
    }

    #[test]
    fn stated_limit_is_respected() {
        for (text, expected) in [
            ("Expected a value >= 16, but got 1 instead.", Some(("max_tokens", 16))),
            ("max_output_tokens must be at least 16", Some(("max_tokens", 16))),
            ("Input should be greater than or equal to 2", Some(("max_tokens", 2))),
            ("Use 'max_completion_tokens' instead.", Some(("max_completion_tokens", 1))),
            ("max_completion_tokens: at least 16", Some(("max_completion_tokens", 16))),
            ("at least 4096", None),
            ("max_tokens is odd", None),
            ("at least one of the fields temperature, top_p or 3 others", None),
        ] {
            assert_eq!(other(text), expected, "{text}");
        }
    }
}
