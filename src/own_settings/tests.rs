//! What a settings file can contain, and how errors are reported.

use super::*;

fn faults(text: &str) -> Vec<String> {
    OwnSettings::read(text).faults.iter().map(ToString::to_string).collect()
}

fn keys(text: &str) -> Vec<(String, Vec<String>)> {
    let read = OwnSettings::read(text);
    assert_eq!(read.faults, [], "{text}");
    read.keys.into_iter().map(|line| (line.action, line.keys)).collect()
}

#[test]
fn settings_are_parsed_with_their_lines() {
    let read = OwnSettings::read(
        "# mine\r\ntheme = \"light\"\nascii = true\n\nmouse = false\n[keys]\nadd = \"n\"\nundo = ['z', \"ctrl-z\"]\nquit = \"\"\n",
    );
    assert_eq!(read.faults, []);
    assert_eq!(read.theme, Some(Set { value: ThemeChoice::Light, line: 2 }));
    assert_eq!(read.ascii, Some(Set { value: true, line: 3 }));
    assert_eq!(read.mouse, Some(Set { value: false, line: 5 }));
    let line = |action: &str, keys: &[&str], line| KeyLine {
        action: action.to_owned(),
        keys: keys.iter().map(|key| (*key).to_owned()).collect(),
        line,
    };
    assert_eq!(
        read.keys,
        [line("add", &["n"], 7), line("undo", &["z", "ctrl-z"], 8), line("quit", &[], 9)]
    );
    assert_eq!(OwnSettings::read(""), OwnSettings::default());
    assert_eq!(OwnSettings::read("\u{feff}# only a note\n[keys]\n"), OwnSettings::default());
}

#[test]
fn key_bindings_accept_all_toml_forms() {
    let expected = [("add".to_owned(), vec!["n".to_owned()])];
    for text in ["[keys]\nadd = \"n\"", "keys.add = 'n'", "keys = { add = [\"n\"] }"] {
        assert_eq!(keys(text), expected, "{text}");
    }
}

#[test]
fn wrong_value_is_reported_with_line_and_correction() {
    for (text, fault) in [
        ("\n\ntheme = \"blue\"", "config.toml:3: theme is “blue”: use auto, dark, light or none"),
        ("theme = 3", "config.toml:1: theme is a number: use auto, dark, light or none"),
        ("ascii = \"yes\"", "config.toml:1: ascii is “yes”: use true or false, without quotes"),
        ("mouse = [\"a\"]", "config.toml:1: mouse is a list: use true or false, without quotes"),
        ("themee = \"dark\"", "config.toml:1: Unknown setting “themee”; did you mean theme?"),
        (
            "font = \"x\"",
            "config.toml:1: Unknown setting “font”: use theme, ascii or mouse, or [keys] above keys",
        ),
        (
            "[colors]\na = 1\nb = 2",
            "config.toml:2: Unknown section [colors]: the only one is [keys]",
        ),
        (
            "[keys]\nadd = 5",
            "config.toml:2: add is a number: write \"d\", [\"d\", \"f5\"] or \"\" for no key",
        ),
        (
            "theme = dark",
            "config.toml:1: Text needs quotes, as in theme = \"dark\"; true and false need none",
        ),
        ("mouse = true\nmouse = false", "config.toml:2: “mouse” is set twice: the first holds"),
    ] {
        assert_eq!(faults(text), [fault], "{text}");
    }
}

#[test]
fn invalid_line_does_not_affect_others() {
    for wrong in [
        "???",
        "theme \"dark\"",
        "= 3",
        "[keys",
        "x = [\"a\",",
        "x = \"a",
        "x = \"\\q\"",
        "x = 'a' b",
        "[[",
        "x = {",
        "theme = dark",
    ] {
        let text = format!("mouse = false\n{wrong}\nascii = true\n");
        let read = OwnSettings::read(&text);
        assert_eq!(read.mouse, Some(Set { value: false, line: 1 }), "{wrong}");
        assert_eq!(read.ascii, Some(Set { value: true, line: 3 }), "{wrong}: {:?}", read.faults);
        assert_eq!(read.faults.len(), 1, "{wrong}: {:?}", read.faults);
        assert_eq!(read.faults[0].line, Some(2), "{wrong}");
    }
}

#[test]
fn unrelated_file_stops_early() {
    let text = format!("mouse = false\n{}", "<html> & more\n".repeat(5_000));
    let read = OwnSettings::read(&text);
    assert_eq!(read.mouse, Some(Set { value: false, line: 1 }));
    assert_eq!(read.faults.len(), 21);
    assert!(read.faults[20].sentence.starts_with("More than 20 lines are wrong"));
}

#[test]
fn parser_never_panics() {
    let pieces =
        ["[", "]", "keys", "=", "\"", "'''", "\n", "a", ".", "{", ",", "#", "é", "\r", "1"];
    let mut seed = 7_usize;
    for _ in 0..2_000 {
        let mut text = String::new();
        for _ in 0..12 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push_str(pieces[(seed >> 33) % pieces.len()]);
        }
        let read = OwnSettings::read(&text);
        let lines = text.lines().count().max(1);
        assert!(
            read.faults.iter().all(|fault| fault.line.is_some_and(|at| at <= lines)),
            "{text:?}"
        );
    }
}
