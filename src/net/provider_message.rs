//! The provider's own words: the sentence in its answer, bounded, without control characters, and
//! without the secret.

use serde_json::Value;

use crate::settings::redact::{redacted_text, without_secrets};
use crate::settings::secret::Secret;
use crate::text::safe::one_line;

/// The maximum length of a provider's sentence, in characters.
const MAX_LENGTH: usize = 300;

/// The replacement for a secret.
const REDACTED: &str = "…";

/// The limit for searching a response for its sentence, in characters. Secrets are searched for in
/// all of it.
const MAX_SEARCHED: usize = 1 << 16;

/// Pointers to the sentence of an API's error.
const PLACES: [&str; 13] = [
    "/error/message",
    "/message",
    "/Message",
    "/error_description",
    "/error",
    "/detail",
    "/errors/0/message",
    "/0/error/message",
    "/error/msg",
    "/msg",
    "/error_msg",
    "/status_msg",
    "/base_resp/status_msg",
];

/// Pointers to an error number next to the sentence.
const CODES: [&str; 4] = ["/code", "/status_code", "/error_code", "/base_resp/status_code"];

/// Whether a response's body is an error, whatever its status: it has an `error`, `success: false`,
/// or an error number with a sentence and nothing else.
pub(crate) fn is_error(response: &Value) -> bool {
    let has_error = response.get("error").is_some_and(|error| match error {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        _ => true,
    });
    let is_numbered = CODES.iter().filter_map(|at| response.pointer(at)).any(|code| {
        let number = code.as_i64().or_else(|| code.as_str()?.parse().ok());
        number.is_some_and(|number| !matches!(number, 0 | 200))
    });
    let has_sentence =
        || PLACES.iter().any(|at| response.pointer(at).is_some_and(Value::is_string));
    let carries = |key: &str| response.get(key).is_some_and(Value::is_array);
    let is_empty = || !["data", "models", "choices", "content"].into_iter().any(carries);
    has_error
        || response.get("success") == Some(&Value::Bool(false))
        || is_numbered && has_sentence() && is_empty()
}

/// The sentence in a response, if it has one. A successful response may repeat a secret, so only an
/// error in it counts.
pub(crate) fn words(body: &[u8], succeeded: bool, secrets: &[&Secret]) -> Option<String> {
    let message = match serde_json::from_slice::<Value>(body) {
        Ok(json) if succeeded && !is_error(&json) => return None,
        Ok(json) => {
            let mut texts = PLACES.iter().filter_map(|at| json.pointer(at)?.as_str());
            texts.find(|text| !text.trim().is_empty())?.to_owned()
        }
        Err(_) if is_page(body) => title(body)?,
        Err(_) if succeeded => return None,
        Err(_) => {
            // `cut` truncates it further: the end could be part of a secret.
            String::from_utf8_lossy(searched(body)).into_owned()
        }
    };
    let message = plain(&redacted_text(&without(&cut(message), secrets)));
    (!message.is_empty()).then_some(message)
}

/// The part of a long body that its sentence is searched in: no fewer characters than [`cut`]
/// keeps, so that its rule for a secret at the end holds.
pub(super) fn searched(body: &[u8]) -> &[u8] {
    &body[..body.len().min(4 * MAX_SEARCHED + 4)]
}

/// Whether the body is a web page. Only its title is shown.
pub(crate) fn is_page(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}

fn title(page: &[u8]) -> Option<String> {
    let page = String::from_utf8_lossy(page);
    // ASCII lowercasing keeps the length, so offsets are valid in both texts.
    let small = page.to_ascii_lowercase();
    let tag = small.find("<title")?;
    let start = tag + small[tag..].find('>')? + 1;
    let end = start + small[start..].find("</title")?;
    Some(page[start..end].to_owned())
}

/// Truncates a text to the limit for searching. The cut may split a secret, so the word there is
/// dropped as a whole.
fn cut(text: String) -> String {
    match text.char_indices().nth(MAX_SEARCHED) {
        None => text,
        Some((end, _)) => {
            let kept = &text[..end];
            let word = kept.rfind(char::is_whitespace).unwrap_or_default();
            kept[..word].to_owned()
        }
    }
}

/// The text without any secret, in any encoding.
pub(crate) fn without(text: &str, secrets: &[&Secret]) -> String {
    without_secrets(text, secrets, REDACTED)
}

/// The text in one line, of bounded length, and without terminal control sequences.
pub(crate) fn plain(text: &str) -> String {
    one_line(text, MAX_LENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence_in(body: &str) -> Option<String> {
        words(body.as_bytes(), false, &[&Secret::new("sk-PLANTED".to_owned())])
    }

    #[test]
    fn the_sentence_is_found_wherever_an_api_puts_it() {
        for body in [
            r#"{"error": {"message": "No such key."}}"#,
            r#"{"type": "error", "error": {"type": "x", "message": "No such key."}}"#,
            r#"{"message": "No such key."}"#,
            r#"{"error": "No such key."}"#,
            r#"{"detail": "No such key."}"#,
            r#"[{"error": {"message": "No such key."}}]"#,
            r#"{"success": false, "code": 401, "msg": "No such key."}"#,
            r#"{"base_resp": {"status_code": 1004, "status_msg": "No such key."}}"#,
            "No such key.",
            "\n<!doctype html><html><head><TITLE id=x>\n No such key.</TITLE></head></html>",
        ] {
            assert_eq!(sentence_in(body).as_deref(), Some("No such key."), "{body}");
        }
        for nothing in
            ["", "{}", "<html>No</html>", "<html><title>No", r#"{"error": {"message": " "}}"#]
        {
            assert_eq!(sentence_in(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn neither_the_secret_nor_a_command_to_the_terminal_comes_through() {
        let sentence = sentence_in("{\"message\": \"Key sk-PLANTED\\u001b[2J is\\nwrong\\u202e\"}");
        assert_eq!(sentence.as_deref(), Some("Key … [2J is wrong"));
    }

    #[test]
    fn successful_response_shows_only_an_error() {
        let sentence_in = |body: &str| words(body.as_bytes(), true, &[]);
        assert_eq!(sentence_in("a token of the machine"), None);
        assert_eq!(sentence_in(r#"{"message": "a token"}"#), None);
        assert_eq!(sentence_in(r#"{"error": "No."}"#).as_deref(), Some("No."));
        for (error, is_one) in [
            (r#"{"success": false, "msg": "No."}"#, true),
            (r#"{"code": "1113", "msg": "No."}"#, true),
            (r#"{"base_resp": {"status_code": 1004, "status_msg": "No."}}"#, true),
            (r#"{"success": true, "code": 200, "msg": "ok", "data": []}"#, false),
            (r#"{"base_resp": {"status_code": 0, "status_msg": "ok"}}"#, false),
            (r#"{"code": 7, "message": "x", "choices": []}"#, false),
            (r#"{"error": null, "msg": "a token"}"#, false),
        ] {
            assert_eq!(sentence_in(error).is_some(), is_one, "{error}");
        }
    }

    #[test]
    fn key_like_text_is_removed_next_to_any_character() {
        for glued in ["key:sk-ant-PLANTED-0123456789", "(sk-ant-PLANTED-0123456789)."] {
            let sentence = sentence_in(&format!("No {glued}")).expect("words");
            assert!(!sentence.contains("PLANTED"), "{sentence}");
        }
    }

    #[test]
    fn a_long_sentence_ends() {
        let sentence = sentence_in(&"word ".repeat(1000)).expect("words");
        assert_eq!(sentence.chars().count(), MAX_LENGTH);
        assert!(sentence.ends_with('…'));
    }
}
