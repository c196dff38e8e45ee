//! `presets`: the connections that can be added by name.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::failure::CommandResult;
use crate::cli::json_schema::Output;
use crate::cli::output::{Narrow, print, print_json, table};
use crate::settings::connection::presets::{Preset, presets};

pub(super) fn run(is_json: bool) -> CommandResult {
    let all = presets();
    if is_json {
        let all: Value = all.iter().map(as_json).collect();
        print_json(Output::Presets, &json!({"presets": all}))?;
    } else {
        let row =
            |p: &Preset| vec![p.name.clone(), p.note.clone(), p.key.clone().unwrap_or_default()];
        let rows: Vec<Vec<String>> = all.iter().map(row).collect();
        print(&table(&["PRESET", "ABOUT", "KEY"], &rows, Narrow::Wrap(&[1])))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(preset: &Preset) -> Value {
    json!({"name": preset.name, "note": preset.note, "key": preset.key, "fields": preset.fields()})
}
