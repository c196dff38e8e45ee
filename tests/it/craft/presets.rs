//! What Craft's own set-up writes survives two starts of the host that wrote it, but for the cases
//! that Craft itself changes.

use llm_connections::settings::craft::LiveLists;
use llm_connections::settings::craft::live::LiveModel;
use serde_json::{Value, json};

use crate::craft::data::{
    HOSTS, after, cases, connection, is_authenticated, name, offline, stepped,
};

/// What Copilot answered to the set-up; a third model is not enabled.
fn copilot() -> LiveLists {
    let model = |id: &str, name: &str, context_window| LiveModel {
        name: Some(name.to_owned()),
        context_window,
        ..LiveModel::new(id)
    };
    let off = LiveModel { enabled: false, ..model("gpt-5-mini", "GPT-5 mini", None) };
    LiveLists {
        copilot: Some(vec![
            model("gpt-5", "GPT-5", Some(128_000)),
            model("claude-sonnet-4.6", "Claude Sonnet 4.6", Some(200_000)),
            model("gpt-4o", "GPT-4o", Some(128_000)),
            off,
        ]),
        anthropic: None,
    }
}

/// What set-up stored, by the names of the entries.
fn stored(case: &Value) -> Value {
    let entry = json!({"value": "secret", "refreshToken": "r", "awsAccessKeyId": "AKIA"});
    let names = case["entries"].as_array().expect("entries").iter();
    let names = names.map(|name| name.as_str().expect("a name").to_owned());
    names.map(|name| (name, entry.clone())).collect()
}

#[test]
fn every_preset_survives_two_starts_as_it_survived_crafts() {
    let cases = cases("presets.jsonl", 38);
    let mut compared = 0;
    let mut changed = Vec::new();
    for case in &cases {
        if case.get("refused").is_some() {
            continue;
        }
        let live = match name(case) {
            "Copilot (live list)" => copilot(),
            _ => LiveLists::default(),
        };
        let made = connection(&case["made"]);
        for (host, key) in HOSTS {
            let before = match (key, case.get("made_by_server")) {
                ("server", Some(step)) => stepped(&made, step),
                _ => made.clone(),
            };
            let expected = case.get("two_starts").and_then(|starts| starts.get(key));
            if expected.is_some() {
                changed.push(format!("{} ({key})", name(case)));
            }
            let expected = expected.map_or_else(|| before.clone(), |step| stepped(&before, step));
            let start = offline(host, &live);
            assert_eq!(after(&after(&before, &start), &start), expected, "{} ({key})", name(case));
            compared += 1;
        }
        assert_eq!(
            case["listed"],
            is_authenticated(made.into(), &stored(case), 0),
            "{}",
            name(case)
        );
    }
    println!("{compared} presets agree; Craft changes {changed:?}");
    assert_eq!((compared, changed), (36 * 2, vec!["Minimax Global (desktop)".to_owned()]));
}
