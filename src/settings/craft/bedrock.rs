//! Claude's models on Amazon Bedrock: the ids that Craft turns into the names of inference
//! profiles.

use crate::settings::catalogue::stored_id;

/// Claude's own id, or the one of Bedrock without a region, and how it ends in the name of an
/// inference profile. Source: Craft's table, read, and run for `claude-opus-4-6` and
/// `anthropic.claude-sonnet-4-6`. Opus 4.7 ends in `-v1` here and not in the runtime's catalogue,
/// so that Craft's own id of it is unknown there.
const MODELS: [(&str, &str); 6] = [
    ("claude-opus-4-7", "anthropic.claude-opus-4-7-v1"),
    ("claude-opus-4-6", "anthropic.claude-opus-4-6-v1"),
    ("claude-sonnet-4-6", "anthropic.claude-sonnet-4-6"),
    ("claude-haiku-4-5-20251001", "anthropic.claude-haiku-4-5-20251001-v1:0"),
    ("claude-opus-4-5-20251101", "anthropic.claude-opus-4-5-20251101-v1:0"),
    ("claude-sonnet-4-5-20250929", "anthropic.claude-sonnet-4-5-20250929-v1:0"),
];

/// The region in which Craft's runtime asks for a model where nothing else names one: that of the
/// model's entry in its catalogue.
pub(crate) fn region_of_model(model: &str) -> &'static str {
    if model.starts_with("eu.") { "eu-central-1" } else { "us-east-1" }
}

/// What Craft's start makes of a stored id: always a profile of the US. None where it leaves the id
/// alone, which is so for every id without Craft's prefix.
pub(crate) fn inference_profile(stored: &str) -> Option<String> {
    let bare = stored.strip_prefix("pi/")?;
    let (_, native) = MODELS.iter().find(|(claude, native)| bare == *claude || bare == *native)?;
    Some(stored_id(&format!("us.{native}")).into_owned())
}
