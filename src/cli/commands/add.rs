//! `add`: a new connection, from a preset or from its fields.

use super::context::Context;
use super::failure::{CommandResult, Failure};
use super::save_draft::{parse_assignments, save_draft};
use crate::cli::messages;
use crate::settings::Connection;
use crate::settings::connection::presets::{Preset, presets};
use crate::store::now_ms;

pub(super) fn run(
    context: &mut Context,
    preset_name: Option<&str>,
    arguments: &[String],
) -> CommandResult {
    let (_, fields) = slug_and_fields(arguments);
    if preset_name.is_none() && fields.is_empty() {
        return Err(Failure::Usage(messages::NAME_A_PRESET.to_owned()));
    }
    let preset = preset_name.map(find_preset).transpose()?;
    let known = preset.map(|preset| preset.connection(context.settings(), now_ms()));
    add_over(context, known, arguments)
}

fn find_preset(name: &str) -> Result<&'static Preset, Failure> {
    let same = |preset: &&Preset| preset.name.eq_ignore_ascii_case(name);
    presets().iter().find(same).ok_or_else(|| {
        let names = presets().iter().map(|preset| preset.name.as_str());
        Failure::Usage(messages::unknown_preset(name, names))
    })
}

/// The slug, if the first argument is one, and the fields.
fn slug_and_fields(arguments: &[String]) -> (Option<&str>, &[String]) {
    match arguments.split_first() {
        Some((first, rest)) if !first.contains('=') => (Some(first), rest),
        _ => (None, arguments),
    }
}

/// Adds a connection from known values and the arguments.
pub(super) fn add_over(
    context: &mut Context,
    known: Option<Connection>,
    arguments: &[String],
) -> CommandResult {
    let (slug, fields) = slug_and_fields(arguments);
    let given = parse_assignments(fields)?;
    if slug.is_some() && given.iter().any(|a| a.field.path == "slug") {
        return Err(Failure::Usage(messages::given_twice("slug")));
    }
    let new = context.settings().new_connection(known, slug, given, now_ms());
    save_draft(context, None, &new.base, &new.draft, new.misplaced, &[])
}
