//! Classifies a refusal by its wording and codes, which are more precise than its status. The first
//! matching row of the table counts.

use serde_json::Value;

pub(super) use super::refusal_words::Refusal;
use super::refusal_words::{BAD_REQUEST, KEY_WORDS, MISSING_MODEL_WORDS, ROWS};

/// What a refusal means, if its wording shows it; `about` is the model in the request.
pub(super) fn refusal(
    status: u16,
    text: &str,
    asks_to_wait: bool,
    about: Option<&str>,
) -> Option<Refusal> {
    // The model's id does not count as wording.
    let id = about.map(str::to_lowercase).filter(|id| id.len() > 2);
    let text = id.map_or_else(|| text.to_owned(), |id| text.replace(&id, "model"));
    let mentions = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let of_a_model =
        |means: Refusal| matches!(means, Refusal::UnknownModel | Refusal::ModelNotAllowed);
    let row = ROWS.iter().find(|row| {
        (row.on)(status)
            && mentions(row.words)
            && (about.is_some() || !of_a_model(row.means))
            && !(asks_to_wait && row.is_lasting)
    });
    if let Some(row) = row.filter(|row| row.means != Refusal::KeyRefused) {
        return Some(row.means);
    }
    let is_of_a_model = about.is_some() && mentions(&["model", "模型", "deployment"]);
    if is_of_a_model
        && mentions(MISSING_MODEL_WORDS)
        && matches!(status, 200 | 400 | 403 | 404 | 422 | 503)
    {
        return Some(Refusal::UnknownModel);
    }
    let is_of_a_key = row.is_some() || BAD_REQUEST(status) && mentions(KEY_WORDS);
    is_of_a_key.then_some(Refusal::KeyRefused)
}

/// The limit for the wording of a refusal, in bytes. Refusals are short, and what is longer is not
/// one.
const MAX_WORDING: usize = 1 << 16;

/// A refusal's wording and codes in lower case: the texts of its JSON without paths, which name no
/// model, and its numeric codes as `code=1113;`.
pub(super) fn words_of(body: &[u8], json: Option<&Value>) -> String {
    let mut text = String::new();
    match json {
        Some(json) => gather("", json, &mut text),
        None => {
            text.push_str(&String::from_utf8_lossy(&body[..body.len().min(MAX_WORDING)]));
        }
    }
    let words = text.split_whitespace().filter(|word| {
        let word = word.trim_start_matches(['(', '"', '\'', '`', ':']);
        !word.starts_with('/') && !word.contains("://")
    });
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

fn gather(key: &str, value: &Value, text: &mut String) {
    if text.len() > MAX_WORDING {
        return;
    }
    let is_code = key.ends_with("code");
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| gather(key, value, text)),
        Value::Array(values) => values.iter().for_each(|value| gather(key, value, text)),
        Value::String(code) if is_code && code.parse::<u32>().is_ok() => {
            text.extend(["code=", code, "; "]);
        }
        Value::String(words) => text.extend([words, " "]),
        Value::Number(code) if is_code => {
            text.extend(["code=", &code.to_string(), "; "]);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_the_table_can_be_found_by_nothing() {
        let words =
            ROWS.iter().flat_map(|row| row.words).chain(MISSING_MODEL_WORDS).chain(KEY_WORDS);
        for word in words {
            assert_eq!(*word, word.to_lowercase(), "texts are compared in small letters");
            assert!(!word.trim().is_empty());
        }
    }

    #[test]
    fn a_path_in_a_refusal_names_no_model() {
        let text = words_of(b"Cannot GET /v1/models/m-large (https://a.b/models)", None);
        assert_eq!(text, "cannot get");
        assert_eq!(refusal(404, &text, false, Some("m-large")), None);
    }

    #[test]
    fn words_in_the_id_of_a_model_are_none_of_the_refusal() {
        let text = "odd parameter for quota-credit-max_tokens";
        assert_eq!(refusal(400, text, false, Some("quota-credit-MAX_tokens")), None);
        assert_eq!(
            refusal(404, "m-large not found", false, Some("m-large")),
            Some(Refusal::UnknownModel)
        );
    }

    #[test]
    fn codes_are_found_as_numbers_and_as_texts() {
        for body in [r#"{"error": {"code": "1113"}}"#, r#"{"code": 1113}"#] {
            let json = serde_json::from_str(body).ok();
            assert_eq!(words_of(body.as_bytes(), json.as_ref()), "code=1113;", "{body}");
        }
    }
}
