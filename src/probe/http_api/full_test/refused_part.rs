//! Finds which part of a message a refusal names.

/// A part of a message that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RefusedPart {
    Tool,
    Image,
    /// This image is refused, but another one may be accepted.
    ImageSize,
    Stream,
}

const TOOL: &[&str] = &["tool", "function call", "function_call", "functiondeclaration"];
const IMAGE: &[&str] = &["image", "vision", "multimodal", "multi-modal", "modalit"];
const SIZE: &[&str] =
    &["too small", "pixel", "dimension", "width", "height", "resolution", "smaller than"];
const STREAM: &[&str] = &["stream"];

/// The part that a refusal names first; `words` is in lower case. The model's id does not count as
/// wording, and “upstream” does not count as “stream”.
pub(super) fn refused_part(words: &str, model: &str) -> Option<RefusedPart> {
    let model = model.to_lowercase();
    let words = if model.len() > 2 { words.replace(&model, "model") } else { words.to_owned() };
    let words = words.replace("upstream", "");
    let first = |names: &[&str]| names.iter().filter_map(|name| words.find(name)).min();
    let named = [
        (first(TOOL), RefusedPart::Tool),
        (first(IMAGE), RefusedPart::Image),
        (first(STREAM), RefusedPart::Stream),
    ];
    let named = named.into_iter().filter_map(|(at, part)| Some((at?, part)));
    let (_, part) = named.min_by_key(|(at, _)| *at)?;
    let is_size = part == RefusedPart::Image && first(SIZE).is_some();
    Some(if is_size { RefusedPart::ImageSize } else { part })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_named_part_is_the_refused_one() {
        use RefusedPart::{Image, ImageSize, Stream, Tool};
        for (words, expected) in [
            ("registry.ollama.ai/library/m does not support tools", Some(Tool)),
            ("no endpoints found that support tool use", Some(Tool)),
            ("no endpoints found that support image input", Some(Image)),
            ("this model has no vision: leave out image_url, tools are fine", Some(Image)),
            ("image height must be larger than 10 pixels", Some(ImageSize)),
            ("streaming is not supported for this account", Some(Stream)),
            ("gpt-image-tool is overloaded", None),
            ("the upstream failed", None),
            ("invalid request", None),
        ] {
            assert_eq!(refused_part(words, "GPT-Image-Tool"), expected, "{words}");
        }
    }
}
