//! Whatever config.json holds and however it is written, an edit changes the bytes of its own
//! values and no others.
mod generate;
mod text;

use crate::support::TestInstall;
use generate::{Plan, config, plan, style};
use llm_connections::settings::Settings;
use llm_connections::settings::edit::Edit;
use llm_connections::store::Store;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};
use text::{Style, shape, understood};

fn parsed(text: &str) -> Value {
    serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("JSON")
}

fn text_of(install: &TestInstall) -> String {
    String::from_utf8(install.bytes()).expect("text")
}

/// Applies a plan's edit, as the store sees it, to the disk's content; returns whether anything
/// changed.
fn commit(install: &TestInstall, store: &mut Store, plan: &Plan) -> Result<bool, TestCaseError> {
    let Some(edit) = plan.on(store.settings()) else {
        return Ok(false);
    };
    let disk = Settings::from_value(parsed(&text_of(install))).expect("usable");
    let expected = edit.apply(&disk);
    match (store.commit(&edit), expected) {
        (Ok(commit), Ok(expected)) => {
            prop_assert!(*store.settings() == expected);
            Ok(!commit.changes.is_empty())
        }
        (Err(_), Err(_)) => Ok(false),
        (Ok(_), Err(why)) => Err(TestCaseError::fail(format!("saved against a refusal: {why}"))),
        (Err(why), Ok(_)) => Err(TestCaseError::fail(format!("not saved: {why}"))),
    }
}

/// The expected config.json after an edit, with odd values intact: the edit is made on settings
/// with placeholders for them. A copy is written anew, from what they mean.
fn to_be(template: &Value, plan: &Plan) -> Option<Value> {
    let settings = Settings::from_value(template.clone()).expect("usable");
    let edit = plan.on(&settings)?;
    let mut after = edit.apply(&settings).ok()?.to_value();
    if let (Edit::Duplicate { .. }, Some(Value::Array(list))) =
        (&edit, after.get_mut("llmConnections"))
    {
        let copy = list.last_mut()?;
        *copy = understood(copy);
    }
    Some(after)
}

/// How many leading and trailing bytes two texts share, without overlap.
fn in_common(a: &str, b: &str) -> usize {
    let head = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let rest = (a.as_bytes()[head..].iter().rev()).zip(b.as_bytes()[head..].iter().rev());
    head + rest.take_while(|(x, y)| x == y).count()
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(300))]

    /// The strictest reading of “only its own bytes”: the file is byte for byte what a program with
    /// the same style, odd values and all, would have written for the new settings. In a
    /// handwritten file the place of an added value is not defined: there, what is added or removed
    /// is one contiguous text, and everything around it stays.
    #[test]
    fn an_edit_changes_the_bytes_of_its_own_values_and_no_others(template in config(), style in style(), plan in plan()) {
        let old = style.write(&template);
        let install = TestInstall::new(&old);
        let mut store = install.open();
        prop_assert!(store.unreadable().is_none());
        prop_assert_eq!(store.settings().to_value(), parsed(&old));

        let changed = commit(&install, &mut store, &plan)?;
        let new = text_of(&install);
        prop_assert_eq!(store.settings().to_value(), parsed(&new));
        prop_assert_eq!(changed, old != new);
        if !changed {
            return Ok(());
        }
        let to_be = to_be(&template, &plan).expect("an edit that was made");
        if matches!(style, Style::Program { .. }) || shape(&to_be) == shape(&template) {
            prop_assert_eq!(&new, &style.write(&to_be));
        }
        if let [change] = &store.history().entries()[0].changes[..] {
            match (&change.before, &change.after) {
                (None, Some(_)) => prop_assert_eq!(in_common(&old, &new), old.len()),
                (Some(_), None) => prop_assert_eq!(in_common(&old, &new), new.len()),
                _ => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn undo_and_redo_walk_through_the_very_same_bytes(
        template in config(), style in style(), plans in prop::collection::vec(plan(), 1..6),
    ) {
        let install = TestInstall::new(style.write(&template));
        let mut store = install.open();
        let mut texts = vec![text_of(&install)];
        for plan in &plans {
            if commit(&install, &mut store, plan)? {
                texts.push(text_of(&install));
            }
        }
        for text in texts.iter().rev().skip(1) {
            store.undo().expect("taken back");
            prop_assert_eq!(&text_of(&install), text);
            prop_assert_eq!(store.settings().to_value(), parsed(text));
        }
        prop_assert!(store.undo().is_err());
        for text in &texts[1..] {
            store.redo().expect("made again");
            prop_assert_eq!(&text_of(&install), text);
        }
        prop_assert!(store.redo().is_err());

        // Doing something else after an undo abandons the redo path.
        if texts.len() > 1 {
            store.undo().expect("taken back");
            prop_assert!(commit(&install, &mut store, &Plan::Add("Another way".to_owned()))?);
            prop_assert!(store.redo().is_err());
            for text in texts.iter().rev().skip(1) {
                store.undo().expect("taken back");
                prop_assert_eq!(&text_of(&install), text);
            }
        }
    }

    #[test]
    fn undo_takes_back_only_ours_when_craft_has_rewritten_the_file_in_between(
        template in config(), style in style(), first in plan(), second in plan(),
    ) {
        let old = style.write(&template);
        let install = TestInstall::new(&old);
        let mut store = install.open();
        let craft = |n: u8| {
            let mut value = parsed(&text_of(&install));
            value["theirs"] = json!(n);
            value["workspaces"].as_array_mut().expect("a list").insert(0, json!({"rootPath": "/new", "n": n}));
            std::fs::write(install.config(), serde_json::to_string_pretty(&value).expect("text")).expect("written");
        };
        let mut with_theirs = parsed(&old);
        let rows = [json!({"rootPath": "/new", "n": 2}), json!({"rootPath": "/new", "n": 1})];
        with_theirs["theirs"] = json!(2);
        with_theirs["workspaces"].as_array_mut().expect("a list").splice(0..0, rows);

        let mut ours = 0;
        for (n, plan) in [(1, first), (2, second)] {
            ours += usize::from(commit(&install, &mut store, &plan)?);
            craft(n);
        }
        let all = parsed(&text_of(&install));
        for _ in 0..ours {
            store.undo().map_err(|why| TestCaseError::fail(why.to_string()))?;
        }
        prop_assert_eq!(parsed(&text_of(&install)), with_theirs);
        for _ in 0..ours {
            store.redo().map_err(|why| TestCaseError::fail(why.to_string()))?;
        }
        prop_assert_eq!(parsed(&text_of(&install)), all);
    }
}
