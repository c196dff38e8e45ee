//! `presets`, `fields`, `completions`, `man`: about the program itself.

use std::path::Path;
use std::process::ExitCode;

use clap::Command;
use clap_complete::Shell;
use serde_json::{Value, json};

use super::failure::Failure;
use crate::cli::args;
use crate::cli::completion;
use crate::cli::json_schema::Output;
use crate::cli::manual_page;
use crate::cli::messages;
use crate::cli::output::{Narrow, print, print_as_is, print_json, table};
use crate::settings::connection::fields::{FIELDS, Field, Kind};
use crate::settings::connection::object::Connection;
use crate::settings::connection::presets;
use crate::settings::connection::presets::Preset;

fn preset_as_json(preset: &Preset) -> Value {
    json!({"name": preset.name, "note": preset.note, "key": preset.key, "fields": preset.fields()})
}

pub(super) fn presets(as_json: bool) -> Result<ExitCode, Failure> {
    let all = presets::presets();
    if as_json {
        let presets: Value = all.iter().map(preset_as_json).collect();
        print_json(Output::Presets, &json!({"presets": presets}))?;
    } else {
        let row =
            |p: &Preset| vec![p.name.clone(), p.note.clone(), p.key.clone().unwrap_or_default()];
        let rows: Vec<Vec<String>> = all.iter().map(row).collect();
        print(&table(&["PRESET", "ABOUT", "KEY"], &rows, Narrow::Wrap(&[1])))?;
    }
    Ok(ExitCode::SUCCESS)
}

const fn kind(field: &Field) -> &'static str {
    match field.kind {
        Kind::Text | Kind::Slug | Kind::Url | Kind::Model | Kind::Path => "text",
        Kind::Choice(_) => "choice",
        Kind::Toggle => "true or false",
        Kind::Models => "list",
        Kind::Timestamp => "milliseconds",
        Kind::Secret(_) => "secret",
    }
}

pub(super) fn fields(as_json: bool) -> Result<ExitCode, Failure> {
    let nothing = Connection::new(json!({}));
    let values = |field: &Field| -> Vec<&'static str> {
        let all = field.choices(&nothing).into_iter();
        all.filter_map(|choice| choice.value).collect()
    };
    if as_json {
        let one = |f: &Field| {
            json!({"field": f.path, "label": f.label, "kind": kind(f), "in": f.scope, "help": f.help,
                "values": values(f), "settable": f.is_editable()})
        };
        let fields: Value = FIELDS.iter().map(one).collect();
        print_json(Output::Fields, &json!({"fields": fields}))?;
    } else {
        let row = |f: &Field| {
            let more = match f.kind {
                Kind::Choice(_) => format!(" One of {}.", values(f).join(", ")),
                _ if !f.is_editable() => " Craft sets it.".to_owned(),
                _ => String::new(),
            };
            vec![
                f.path.to_owned(),
                kind(f).to_owned(),
                f.scope.to_owned(),
                f.help.to_owned() + &more,
            ]
        };
        let rows: Vec<Vec<String>> = FIELDS.iter().map(row).collect();
        print(&table(&["FIELD", "KIND", "IN", "ABOUT"], &rows, Narrow::Wrap(&[2, 3])))?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn completions(shell: Shell) -> Result<ExitCode, Failure> {
    let script = completion::script(&shell.to_string())?;
    print_as_is(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn manual(of: &[String], folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let mut command = args::command();
    command.build();
    if let Some(folder) = folder {
        let written = manual_page::write_all(&command, folder);
        let pages =
            written.map_err(|why| Failure::Refused(messages::pages_unwritten(folder, &why)))?;
        print(&messages::pages_written(pages, folder))?;
        return Ok(ExitCode::SUCCESS);
    }
    for name in of {
        command = subcommand(&command, name)?;
    }
    print_as_is(&manual_page::page(&command)?)?;
    Ok(ExitCode::SUCCESS)
}

fn subcommand(command: &Command, name: &str) -> Result<Command, Failure> {
    command.find_subcommand(name).cloned().ok_or_else(|| {
        let all = command.get_subcommands().map(Command::get_name);
        Failure::Usage(messages::unknown_command(name, all))
    })
}
