//! `config`: the person's own settings of the screen, their file, and its problems.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::failure::{CommandResult, Failure};
use crate::cli::json_schema::Output;
use crate::cli::messages;
use crate::cli::output::{Narrow, print, print_json, table};
use crate::cli::own_settings::{Own, Source};
use crate::cli::own_settings_path;
use crate::cli::screen_facts::ScreenFacts;
use crate::own_settings::{FILE_NAME, KEYS, SETTINGS};
use crate::tui::Marks;
use crate::tui::keymap::{ACTION_NAMES, row_of};

/// Prints only the path.
pub(super) fn path_alone() -> CommandResult {
    let path = own_settings_path()
        .ok_or_else(|| Failure::Refused(messages::NO_CONFIG_FOLDER.to_owned()))?;
    print(&format!("{}\n", path.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// Prints a file with every setting and every action, all commented out.
pub(super) fn example() -> CommandResult {
    print(&example_text())?;
    Ok(ExitCode::SUCCESS)
}

fn example_text() -> String {
    let settings = SETTINGS.map(|(name, value, help)| format!("\n# {help}\n# {name} = {value}\n"));
    let keys = ACTION_NAMES.iter().filter_map(|(name, action)| {
        let row = row_of(*action)?;
        let keys: Vec<String> = row.keys.iter().map(|key| format!("\"{}\"", key.name())).collect();
        let keys = if keys.len() == 1 { keys.concat() } else { format!("[{}]", keys.join(", ")) };
        Some(format!("# {name} = {keys}  # {}\n", row.label))
    });
    let head = messages::example_head(FILE_NAME);
    let above = format!("\n{}# [{KEYS}]\n", messages::example_keys());
    [head, settings.concat(), above].into_iter().chain(keys).collect()
}

fn source_of(source: Source) -> String {
    match source {
        Source::Default => "default".to_owned(),
        Source::Line(line) => format!("{FILE_NAME}:{line}"),
        Source::Terminal => "terminal".to_owned(),
        Source::Flag(flag) => flag.to_owned(),
    }
}

/// Prints what is in effect, with its sources, and what is wrong; exit code 1 on any fault. The
/// demo's sample has no settings of its own.
pub(super) fn run(as_json: bool, demo: bool) -> CommandResult {
    let path = own_settings_path().filter(|_| !demo);
    let own = Own::read(path.as_deref());
    let effect = own.in_effect(ScreenFacts::from_environment(), false);
    let settings = [
        ("theme", json!(effect.theme.0.name()), effect.theme.1),
        ("ascii", json!(effect.marks.0 == Marks::Ascii), effect.marks.1),
        ("mouse", json!(effect.mouse.0), effect.mouse.1),
    ];
    let is_wrong = |line: usize| own.faults.iter().any(|fault| fault.line == Some(line));
    let keys: Vec<_> = own.settings.keys.iter().filter(|line| !is_wrong(line.line)).collect();
    let faults: Vec<String> = own.faults.iter().map(ToString::to_string).collect();
    let code = if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    if as_json {
        let mut object = json!({"path": path, "found": own.is_found});
        for (name, value, source) in settings {
            object[name] = json!({"value": value, "source": source_of(source)});
        }
        object[KEYS] = keys
            .iter()
            .map(|line| {
                let source = source_of(Source::Line(line.line));
                json!({"action": line.action, "keys": line.keys, "source": source})
            })
            .collect();
        object["faults"] = json!(faults);
        print_json(Output::Config, &object)?;
        return Ok(code);
    }
    let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut rows: Vec<Vec<String>> = settings
        .iter()
        .map(|(name, value, source)| vec![(*name).to_owned(), shown(value), source_of(*source)])
        .collect();
    rows.extend(keys.iter().map(|line| {
        let keys =
            if line.keys.is_empty() { messages::NO_KEY.to_owned() } else { line.keys.join(" ") };
        vec![format!("{KEYS}.{}", line.action), keys, source_of(Source::Line(line.line))]
    }));
    let head = match &path {
        Some(path) => messages::own_settings_path(path, own.is_found),
        None if demo => messages::OWN_SETTINGS_OF_DEMO.to_owned(),
        None => messages::NO_CONFIG_FOLDER.to_owned(),
    };
    let table = table(&["SETTING", "VALUE", "SOURCE"], &rows, Narrow::Wrap(&[1]));
    print(&format!("{head}\n\n{table}"))?;
    if !faults.is_empty() {
        print(&format!("\n{}\n", faults.join("\n")))?;
    }
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::own_settings::OwnSettings;
    use crate::tui::Keymap;

    #[test]
    fn the_example_is_a_file_without_a_fault_also_where_all_of_it_counts() {
        let example = example_text();
        assert_eq!(OwnSettings::read(&example), OwnSettings::default());
        let is_set = |line: &&str| line.contains(" = ") || line.contains("# [");
        let all: Vec<&str> =
            example.lines().filter(is_set).map(|line| line.trim_start_matches("# ")).collect();
        let read = OwnSettings::read(&all.join("\n"));
        assert_eq!(read.faults, []);
        assert!(read.theme.is_some() && read.ascii.is_some() && read.mouse.is_some());
        assert_eq!(read.keys.len(), ACTION_NAMES.len());
        for line in &read.keys {
            assert_eq!(Keymap::with(std::slice::from_ref(line)).1, [], "{}", line.action);
        }
    }
}
