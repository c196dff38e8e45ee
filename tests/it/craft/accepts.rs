//! What a running Craft takes, and what makes it ignore the file.

use llm_connections::settings::craft::accepts::accepts;
use serde_json::{Value, json};

fn config(connection: Value) -> Value {
    let mut base = json!({"slug": "x", "name": "X", "providerType": "pi", "authType": "api_key", "createdAt": 1});
    let (Value::Object(more), Some(object)) = (connection, base.as_object_mut()) else {
        panic!("both are objects");
    };
    object.extend(more);
    json!({"workspaces": [{"id": "w", "name": "W", "rootPath": "~/w", "createdAt": 1}], "activeWorkspaceId": "w",
        "activeSessionId": null, "llmConnections": [base]})
}

fn rejections(config: &Value) -> Vec<String> {
    accepts(config).iter().map(ToString::to_string).collect()
}

#[test]
fn the_smallest_file_is_taken() {
    let smallest = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": []});
    assert_eq!(rejections(&smallest), [""; 0]);
    let without = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null});
    assert_eq!(rejections(&without), [""; 0]);
}

#[test]
fn unchecked_fields_may_hold_anything() {
    let taken = [
        json!({"midStreamBehavior": []}),
        json!({"midStreamBehavior": null, "piAuthProvider": null, "codexPath": null, "awsRegion": 7, "lastUsedAt": "x", "own": null}),
        json!({"models": [{"id": "a", "contextWindow": "200K", "supportsImages": "yes", "name": null}]}),
        json!({"models": ["", {"id": ""}], "baseUrl": "", "defaultModel": ""}),
        json!({"customEndpoint": {"api": "openai-completions", "own": null}}),
        json!({"createdAt": 2.5}),
        json!({"createdAt": -1}),
        json!({"slug": "Not A Slug"}),
        json!({"providerType": "copilot", "authType": "none"}),
    ];
    for connection in taken {
        assert_eq!(rejections(&config(connection.clone())), [""; 0], "{connection}");
    }
}

#[test]
fn a_number_is_whole_by_its_value_and_not_by_its_spelling() {
    for (number, taken) in [
        ("1e6", true),
        ("2.0", true),
        ("1.5", false),
        ("0", false),
        ("-1", false),
        ("1e400", false),
        ("9007199254740993", false),
    ] {
        let text = format!(
            r#"{{"workspaces": [{{"id": "w", "name": "W", "createdAt": {number}}}], "activeWorkspaceId": null, "activeSessionId": null}}"#
        );
        let found = rejections(&serde_json::from_str(&text).expect("JSON"));
        let expected: &[&str] =
            if taken { &[] } else { &["workspaces[0].createdAt: not a whole number above 0"] };
        assert_eq!(found, expected, "{number}");
    }
}

#[test]
fn each_rejection_has_its_path_and_reason() {
    let of = |connection: Value| rejections(&config(connection));
    assert_eq!(of(json!({"baseUrl": null})), ["llmConnections[0].baseUrl: not text"]);
    assert_eq!(of(json!({"models": null})), ["llmConnections[0].models: not a list"]);
    assert_eq!(
        of(json!({"models": ["a", 7, {"name": "x"}]})),
        [
            "llmConnections[0].models[1]: not a model id, or an object with one",
            "llmConnections[0].models[2]: not a model id, or an object with one"
        ]
    );
    assert_eq!(
        of(json!({"customEndpoint": {}})),
        ["llmConnections[0].customEndpoint.api: missing"]
    );
    assert_eq!(
        of(json!({"customEndpoint": {"api": "x", "supportsImages": 1}})),
        [
            "llmConnections[0].customEndpoint.api: not one of openai-completions, anthropic-messages",
            "llmConnections[0].customEndpoint.supportsImages: not true or false"
        ]
    );
    assert_eq!(
        of(json!({"slug": "", "createdAt": "1"})),
        ["llmConnections[0].slug: empty", "llmConnections[0].createdAt: not a number"]
    );
    let unknown = of(json!({"providerType": "gemini"}));
    assert!(
        unknown[0].starts_with("llmConnections[0].providerType: not one of anthropic, openai"),
        "{unknown:?}"
    );
}

#[test]
fn whole_file_is_checked() {
    assert_eq!(rejections(&json!([])), ["config.json: not an object"]);
    assert_eq!(
        rejections(&json!({})),
        ["workspaces: missing", "activeWorkspaceId: missing", "activeSessionId: missing"]
    );
    let mut file = config(json!({}));
    file["workspaces"] = json!([{"name": "", "createdAt": 1}]);
    file["defaultThinkingLevel"] = "ultra".into();
    assert_eq!(
        rejections(&file),
        [
            "workspaces[0].id: missing",
            "workspaces[0].name: empty",
            "defaultThinkingLevel: not one of off, low, medium, high, xhigh, max, think"
        ]
    );
    let mut file = config(json!({}));
    file["defaultThinkingLevel"] = "think".into();
    assert_eq!(rejections(&file), [""; 0]);
    file["activeWorkspaceId"] = "gone".into();
    let twice = file["llmConnections"][0].clone();
    file["llmConnections"].as_array_mut().expect("a list").push(twice);
    assert_eq!(
        rejections(&file),
        ["activeWorkspaceId: no workspace has this id", "llmConnections[1].slug: duplicate slug"]
    );
}
