//! `check`

use llm_connections::cli::messages::{add_assignments, problems_and_notes};
use llm_connections::settings::craft::sends::ElsewhereReason;
use llm_connections::settings::edit::messages::NEEDS_MODEL;
use llm_connections::settings::problems::words::{CONVERT, key_goes_elsewhere, unknown_upstream};
use serde_json::{Value, json};

use crate::commands::harness::Tree;

/// A config.json with these connections, the first of which is the default.
fn tree(connections: &Value) -> Tree {
    let config = json!({"workspaces": [], "activeWorkspaceId": null, "activeSessionId": null, "llmConnections": connections,
        "defaultLlmConnection": connections[0]["slug"]});
    Tree::of(&config.to_string())
}

/// A connection that Craft leaves alone.
fn good(slug: &str) -> Value {
    json!({"slug": slug, "name": slug.to_uppercase(), "providerType": "pi_compat", "authType": "none",
        "baseUrl": "http://localhost:1", "customEndpoint": {"api": "openai-completions"}, "models": ["m"],
        "defaultModel": "m", "createdAt": 1})
}

#[test]
fn problems_are_printed_and_set_the_exit_code() {
    let mut a = good("a");
    tree(&json!([a])).run(&["check"]).done().prints(problems_and_notes(0, 0));
    a["defaultModel"] = "z".into();
    let tree = tree(&json!([a]));
    let text = std::fs::read_to_string(tree.config()).expect("read");
    let text = text.replace("Connection\":\"a\"", "Connection\":\"gone\"");
    std::fs::write(tree.config(), text).expect("written");
    let ran = tree.run(&["check", "--json"]);
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.out);
    let before = tree.files();
    assert_eq!(tree.run(&["check", "--fix", "--dry-run"]).code, 1);
    assert_eq!(tree.files(), before);
    tree.run(&["check", "--fix"]).done().prints(problems_and_notes(0, 0));
    assert_eq!(tree.json()["defaultLlmConnection"], "a");
    assert_eq!(tree.connection("a")["models"], json!(["m", "z"]));
}

#[test]
fn notes_do_not_count() {
    let claude = json!({"slug": "a", "name": "A", "providerType": "anthropic", "authType": "oauth", "createdAt": 1});
    tree(&json!([good("b"), claude]))
        .run(&["check"])
        .done()
        .prints("note: A: On next start, models: Craft adds 4 models.");
}

#[test]
fn an_upstream_without_a_key_and_a_model_is_still_one_that_craft_knows() {
    let of = |auth: &str, upstream: &str| {
        json!({"slug": "a", "name": "A", "providerType": "pi", "authType": auth,
            "piAuthProvider": upstream, "models": [], "createdAt": 1})
    };
    let aws = "AWS_BEARER_TOKEN_BEDROCK";
    for (auth, upstream, part) in
        [("environment", "amazon-bedrock", aws), ("environment", "groq", "GROQ_API_KEY")]
    {
        let ran = tree(&json!([of(auth, upstream)])).run(&["check"]);
        assert!(ran.out.contains(part), "{}", ran.out);
        assert!(!ran.out.contains(&unknown_upstream(upstream)), "{}", ran.out);
    }
    let ran = tree(&json!([of("api_key", "of-next-year")])).run(&["check"]);
    assert!(ran.out.contains(&unknown_upstream("of-next-year")), "{}", ran.out);
}

#[test]
fn the_same_fault_of_several_is_fixed_in_all_of_them_by_one_edit() {
    let (mut a, mut b) = (good("a"), good("b"));
    for connection in [&mut a, &mut b] {
        connection["defaultModel"] = "z".into();
        connection["createdAt"] = Value::Null;
    }
    let tree = tree(&json!([a, b]));
    let ran = tree.run(&["check", "--fix", "--json"]).done();
    let json = ran.json();
    assert_eq!(json["fixed"].as_array().map(Vec::len), Some(2));
    for (place, slug) in ["a", "b"].into_iter().enumerate() {
        let changes = &json["fixed"][place]["changes"];
        assert_eq!(changes.as_array().map(Vec::len), Some(2), "{slug}");
        assert_eq!(tree.connection(slug)["models"][1], "z");
    }
}

#[test]
fn a_key_that_would_go_elsewhere_is_an_error_and_is_refused_at_entry() {
    let mut keyed = good("a");
    keyed["authType"] = "api_key_with_endpoint".into();
    keyed["piAuthProvider"] = "openai".into();
    keyed["modelSelectionMode"] = "userDefined3Tier".into();
    keyed["defaultModel"] = "z".into();
    let pi = json!({"slug": "b", "name": "B", "providerType": "pi", "authType": "api_key", "piAuthProvider": "groq",
        "baseUrl": "https://own.example/v1", "models": ["pi/groq/compound"], "defaultModel": "pi/groq/compound",
        "modelSelectionMode": "userDefined3Tier", "createdAt": 1});
    let tree = tree(&json!([keyed, pi]));
    let ran = tree.run(&["check"]);
    assert_eq!(ran.code, 1);
    let goes = |host, because| key_goes_elsewhere("key", host, because, None);
    let to_groq = goes("api.groq.com", ElsewhereReason::BaseUrlIgnored);
    ran.prints(format!("error: A: {}", goes("api.openai.com", ElsewhereReason::ModelNotListed)))
        .prints(format!("error: B: {to_groq}"));
    let before = tree.files();
    tree.run(&[
        "add",
        "c",
        "providerType=pi",
        "authType=api_key",
        "piAuthProvider=groq",
        "baseUrl=https://own.example/v1",
    ])
    .refused(format!("baseUrl: {to_groq}"))
    .refused(add_assignments(CONVERT, &["'providerType=pi_compat'".to_owned()]));
    assert_eq!(tree.files(), before);
    tree.run(&["check", "--fix"]);
    let ran = tree.run(&["check"]);
    assert!(!ran.out.contains("error:"), "{}", ran.out);
    assert_eq!(tree.connection("a")["models"], json!(["m", "z"]));
    let b = tree.connection("b");
    assert_eq!(
        (&b["providerType"], &b["baseUrl"], &b["customEndpoint"]["api"]),
        (&json!("pi_compat"), &json!("https://own.example/v1"), &json!("openai-completions"))
    );
}

#[test]
fn added_connection_gets_what_craft_needs_to_read_its_key() {
    let tree = Tree::empty();
    let ran = tree
        .run(&[
            "add",
            "own",
            "providerType=pi_compat",
            "authType=api_key_with_endpoint",
            "baseUrl=https://own.example/v1/",
            "customEndpoint.api=anthropic-messages",
        ])
        .done();
    let added = tree.connection("own");
    assert_eq!(added["piAuthProvider"], "anthropic");
    assert_eq!(added["baseUrl"], "https://own.example", "Craft adds /v1/messages");
    ran.prints(NEEDS_MODEL);
}

#[test]
fn fault_that_makes_craft_ignore_the_file_is_an_error_fixed_where_safe() {
    let tree = Tree::of(
        r#"{"workspaces": [{"rootPath": "~/w", "slug": null}], "activeWorkspaceId": 5, "llmConnections": [
        {"slug": "a", "providerType": "pi_compat", "authType": "none", "baseUrl": "http://localhost:1", "models": ["m", null],
         "customEndpoint": {"api": "openai-completions", "supportsImages": null}, "defaultModel": null, "createdAt": "1"}],
        "defaultThinkingLevel": null, "defaultLlmConnection": null}"#,
    );
    let errors = |tree: &Tree| -> Vec<Value> {
        let json = tree.run(&["check", "--json"]).json();
        let problems = json["problems"].as_array().expect("a list");
        problems.iter().filter(|problem| problem["severity"] == "error").cloned().collect()
    };
    assert_eq!(errors(&tree).len(), 13, "{:#?}", errors(&tree));
    tree.run(&["check", "--fix"]);
    // Only a person knows which id a workspace has.
    let [left] = &errors(&tree)[..] else { panic!("{:#?}", errors(&tree)) };
    assert!(left["sentence"].as_str().expect("text").contains("“id”"), "{left}");
}
