//! Reads a model's abilities from an entry in a list of models, or from another answer about it.

use serde_json::Value;

use crate::settings::connection::models::listed::ListedModel;
use crate::settings::connection::models::stated::{Basis, Stated, StatedBy};

/// A pointer to a value in an entry, and the value's basis.
type Pointer = (&'static str, Basis);

/// Pointers to the context window, in tokens. What is served takes precedence over what the model
/// could take.
const WINDOWS: [Pointer; 12] = [
    ("/meta/n_ctx", Basis::Served),
    ("/loaded_instances/0/config/context_length", Basis::Served),
    ("/loaded_context_length", Basis::Served),
    ("/max_model_len", Basis::Served),
    ("/top_provider/context_length", Basis::Stated),
    ("/context_length", Basis::Stated),
    ("/context_window", Basis::Stated),
    ("/max_context_length", Basis::Stated),
    ("/max_input_tokens", Basis::Stated),
    ("/inputTokenLimit", Basis::Stated),
    ("/capabilities/limits/max_context_window_tokens", Basis::Stated),
    ("/meta/n_ctx_train", Basis::UpTo),
];

/// Pointers to the maximum output tokens.
const OUTPUTS: [&str; 5] = [
    "/top_provider/max_completion_tokens",
    "/max_completion_tokens",
    "/max_output_tokens",
    "/outputTokenLimit",
    "/capabilities/limits/max_output_tokens",
];

/// Pointers to the input modalities.
const INPUTS: [&str; 4] = [
    "/architecture/input_modalities",
    "/input_modalities",
    "/inputModalities",
    "/modalities/input",
];

/// Pointers to whether the model takes images.
const IMAGES: [&str; 5] = [
    "/capabilities/vision",
    "/capabilities/image_input/supported",
    "/capabilities/supports/vision",
    "/supports_image_in",
    "/supports_vision",
];

/// Pointers to whether the model thinks: one `true` is enough.
const THINKING: [&str; 5] = [
    "/capabilities/thinking",
    "/capabilities/thinking/supported",
    "/capabilities/effort",
    "/capabilities/effort/supported",
    "/supports_reasoning",
];

/// The pointer to the supported parameters, and the one that shows thinking.
const PARAMETERS: &str = "/supported_parameters";
const REASONING: &str = "reasoning";

/// Fills in what is unknown about a model from an entry. The entry is from the list, or from a
/// server's answer about details.
pub(super) fn add_abilities(
    mut model: ListedModel,
    entry: &Value,
    server: Option<&'static str>,
) -> ListedModel {
    let by = |pointer: &'static str, basis| StatedBy { server, key: key_of(pointer), basis };
    model.context_window = model.context_window.or_else(|| {
        let (pointer, basis, tokens) = WINDOWS.iter().find_map(|(pointer, basis)| {
            Some((*pointer, *basis, positive(entry.pointer(pointer)?)?))
        })?;
        Some(Stated { value: tokens, source: by(pointer, basis) })
    });
    model.max_output = model.max_output.or_else(|| {
        let found = OUTPUTS.iter().find_map(|at| Some((*at, positive(entry.pointer(at)?)?)));
        let (pointer, tokens) = found.or_else(|| {
            // For other providers this is the limit that a request may set.
            let is_anthropic = entry.get("max_input_tokens").is_some();
            let tokens = entry.get("max_tokens").filter(|_| is_anthropic);
            Some(("/max_tokens", positive(tokens?)?))
        })?;
        Some(Stated { value: tokens, source: by(pointer, Basis::Stated) })
    });
    model.supports_images = model.supports_images.or_else(|| {
        let inputs = INPUTS.iter().find_map(|at| Some((*at, entry.pointer(at)?.as_array()?)));
        let by_inputs = inputs.map(|(at, all)| (at, has_word(all, "image")));
        let word = || IMAGES.iter().find_map(|at| Some((*at, entry.pointer(at)?.as_bool()?)));
        by_inputs.or_else(word).map(|(at, value)| Stated { value, source: by(at, Basis::Stated) })
    });
    model.thinks = model.thinks.or_else(|| {
        let mut stated_words =
            THINKING.iter().filter_map(|at| Some((*at, entry.pointer(at)?.as_bool()?)));
        let first = stated_words.next();
        let yes = first.filter(|(_, thinks)| *thinks).or_else(|| stated_words.find(|it| it.1));
        let parameters = || {
            let all = entry.pointer(PARAMETERS)?.as_array()?;
            Some((PARAMETERS, has_word(all, REASONING)))
        };
        let found = yes.or(first).or_else(parameters);
        found.map(|(at, value)| Stated { value, source: by(at, Basis::Stated) })
    });
    model
}

/// The key at the end of a pointer, for naming the source of a value.
fn key_of(pointer: &'static str) -> &'static str {
    pointer.rsplit('/').find(|step| *step != "supported").unwrap_or(pointer)
}

pub(super) fn has_word(all: &[Value], word: &str) -> bool {
    all.iter().filter_map(Value::as_str).any(|found| found.eq_ignore_ascii_case(word))
}

pub(super) fn positive(value: &Value) -> Option<u64> {
    whole_number(value).filter(|number| *number > 0)
}

/// A whole number, even if it is a string or has a decimal point.
fn whole_number(value: &Value) -> Option<u64> {
    const MAX_EXACT: f64 = 9_007_199_254_740_991.0;
    if let Some(number) = value.as_u64() {
        return Some(number);
    }
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    // A float with a whole value prints as an integer.
    let is_whole = number.fract() == 0.0 && (0.0..=MAX_EXACT).contains(&number);
    is_whole.then(|| format!("{number:.0}").parse().ok())?
}
