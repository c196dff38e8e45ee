//! `import --from`: files as the newest versions of other programs write them, with all that such
//! files have beside providers.

use llm_connections::settings::transfer::tools::words;
use serde_json::{Value, json};

use crate::commands::harness::Tree;
use crate::commands::import_from::{left_out, names, offers, run, stored, write};

const KEY: &str = "PLANTEDopaque0123456789";
const OPENAI: &str = "sk-proj-PLANTEDopenai0123456789abcdefghijklmnop";

/// The notes of an offer, in one text.
fn notes(listed: &Value, name: &str) -> String {
    let offers = listed["offers"].as_array().expect("a list");
    let offer = offers.iter().find(|offer| offer["name"] == name).expect("an offer");
    offer["notes"].to_string()
}

#[test]
fn crush_script_is_read_and_not_run() {
    let tree = Tree::new();
    let script = r#"# ~/.config/crush/crushrc
provider add ollama --type ollama --base-url "http://localhost:11434/v1"
model add ollama/llama3.3 --name "Llama 3.3" --context-window 128000
permissions allow view edit
mcp add github \
  --type http \
  --url "https://api.githubcopilot.com/mcp/" \
  --header Authorization "Bearer $GITHUB_TOKEN"
if [[ $HOSTNAME == "squid" ]]; then
    option skill-path "$HOME/squid-skills"
fi
provider add relay \
  --type openai-compat \
  --base-url "https://relay.example/v1" \
  --api-key "${RELAY_KEY:?set RELAY_KEY}"
model add relay/small --context-window 64000
model add relay/big/x --name Big
provider add vault --type anthropic --base-url https://vault.example --api-key "$(touch ran)"
provider add sso --base-url https://sso.example/v1 --oauth-issuer https://auth.example
model large relay/big/x
"#;
    write(&tree, ".config/crush/crushrc", script);
    write(&tree, ".local/share/crush/crush.json", r#"{"models": {}, "recent_models": {}}"#);
    let listed = offers(&tree, "crush", &[]);
    assert_eq!(names(&listed), ["ollama", "relay", "vault"]);
    assert!(listed["offers"][1]["source"].as_str().expect("a file").ends_with("crushrc"));
    assert!(notes(&listed, "relay").contains("RELAY_KEY is not set"), "{listed}");
    assert!(notes(&listed, "vault").contains("not run"), "{listed}");
    assert!(left_out(&listed).contains("sso: logins"), "{listed}");
    run(&tree, &["--from", "crush", "--only", "relay,ollama"], &[("RELAY_KEY", KEY)]).done();
    assert_eq!(stored(&tree, "llm_api_key::relay")["value"], KEY);
    let relay = tree.connection("relay");
    assert_eq!(
        relay["models"],
        json!([{"id": "big/x", "name": "Big"}, {"id": "small", "contextWindow": 64_000}])
    );
    assert_eq!(tree.connection("ollama")["authType"], "none");
    assert!(!tree.path("ran").exists(), "a command of the script ran");
}

#[test]
fn crush_on_windows_has_its_json_in_another_folder() {
    let tree = Tree::new();
    let provider =
        json!({"providers": {"anthropic": {"base_url": "https://proxy.example", "api_key": KEY}}});
    write(&tree, "local/crush/crush.json", &provider.to_string());
    let folder = tree.path("local").display().to_string();
    let variables = [("LOCALAPPDATA", folder.as_str())];
    run(&tree, &["--from", "crush", "--yes"], &variables).done();
    // A provider that Crush knows has its own protocol, also at another address.
    assert_eq!(tree.connection("anthropic")["customEndpoint"]["api"], "anthropic-messages");
}

#[test]
fn opencode_providers_of_version_two_are_found() {
    let tree = Tree::new();
    write(
        &tree,
        ".config/opencode/opencode.json",
        r#"{
          "$schema": "https://opencode.ai/config.json",
          "model": "gate/big",
          "provider": {"gate": {"options": {"baseURL": "https://old.example"}}},
          "providers": {
            "gate": {
              "name": "Gate", "package": "aisdk:@ai-sdk/openai-compatible", "env": ["GATE_KEY"],
              "settings": {"baseURL": "https://gate.example/v1"}, "headers": {"x-team": "a"},
              "models": {"small": {}, "big": {"modelID": "real-big", "name": "Big",
                "limit": {"context": 200000, "output": 32000}, "capabilities": {"tools": true, "input": ["text", "image"]}}}
            },
            "claude-gate": {"package": "@opencode/ai/providers/anthropic",
              "settings": {"baseURL": "https://claude.example", "apiKey": "{env:GATE_KEY}"}},
            "answers": {"package": "aisdk:@ai-sdk/openai", "settings": {"baseURL": "https://answers.example/v1"}},
          },
          "mcp": {"servers": {"x": {"type": "local", "command": ["x"]}}},
        }"#,
    );
    let variables = [("GATE_KEY", KEY)];
    let listed = offers(&tree, "opencode", &variables);
    assert_eq!(names(&listed), ["gate", "claude-gate", "answers"]);
    assert!(notes(&listed, "gate").contains(words::NO_EXTRA_HEADERS), "{listed}");
    assert!(notes(&listed, "answers").contains(&words::asks_responses("OpenCode")), "{listed}");
    run(&tree, &["--from", "opencode", "--only", "gate,claude-gate"], &variables).done();
    let gate = tree.connection("gate");
    assert_eq!(gate["baseUrl"], "https://gate.example/v1");
    assert_eq!(
        gate["models"],
        json!([{"id": "real-big", "name": "Big", "contextWindow": 200_000, "supportsImages": true}, "small"])
    );
    assert_eq!(stored(&tree, "llm_api_key::gate")["value"], KEY);
    assert_eq!(tree.connection("claude-gate")["customEndpoint"]["api"], "anthropic-messages");
}

#[test]
fn opencode_settings_of_another_shape_are_passed_over() {
    let tree = Tree::new();
    let fine = json!({"package": "aisdk:@ai-sdk/openai-compatible", "env": ["GATE_KEY"],
        "settings": {"baseURL": "https://fine.example/v1", "apiKey": "{env:UNSET}"}});
    let settings = json!({"provider": ["a"],
        "providers": {"text": "x", "none": null, "list": [1], "odd": {"settings": 1, "models": 2}, "fine": fine}});
    write(&tree, ".config/opencode/opencode.json", &settings.to_string());
    let listed = offers(&tree, "opencode", &[("GATE_KEY", KEY)]);
    assert_eq!(names(&listed), ["fine"], "{listed}");
    assert_eq!(listed["offers"][0]["key"], true);
    assert_eq!(notes(&listed, "fine"), "[]", "the other variable has the key");
}

#[test]
fn a_login_of_claude_code_is_named_beside_an_unreadable_state() {
    let tree = Tree::new();
    write(&tree, ".claude/.credentials.json", r#"{"claudeAiOauth": {"accessToken": "PLANTED"}}"#);
    write(&tree, ".claude.json", "{");
    let left = run(&tree, &["--from", "claude-code"], &[]).err;
    assert!(left.contains(&words::about("Claude", words::SIGN_IN)), "{left}");
    assert!(left.contains(".claude.json"), "{left}");
}

#[test]
fn opencode_settings_in_variables_are_found() {
    let tree = Tree::new();
    let provider = |id: &str, url: &str| {
        json!({"provider": {id: {"api": url, "npm": "@ai-sdk/openai-compatible", "options": {"apiKey": KEY}}}})
            .to_string()
    };
    write(&tree, "other/opencode.json", &provider("folder", "https://folder.example/v1"));
    let folder = tree.path("other").display().to_string();
    let content = provider("content", "https://content.example/v1");
    let variables = [("OPENCODE_CONFIG_DIR", &*folder), ("OPENCODE_CONFIG_CONTENT", &*content)];
    let listed = offers(&tree, "opencode", &variables);
    assert_eq!(names(&listed), ["folder", "content"]);
    assert_eq!(listed["offers"][1]["endpoint"], "content.example");
    let broken = [("OPENCODE_CONFIG_CONTENT", "{PLANTED")];
    run(&tree, &["--from", "opencode", "--yes"], &broken)
        .refused("OPENCODE_CONFIG_CONTENT: line 1, column 2");
}

#[test]
fn codex_commands_keychain_and_aws_are_explained() {
    let tree = Tree::new();
    let config = "model = \"gpt-5.6\"\nopenai_base_url = \"https://eu.example/v1\"\n\n\
        [model_providers.proxy]\nname = \"Proxy\"\nbase_url = \"https://proxy.example/v1\"\nwire_api = \"responses\"\n\
        [model_providers.proxy.auth]\ncommand = \"/bin/touch\"\nargs = [\"ran\"]\n\n\
        [model_providers.amazon-bedrock.aws]\nprofile = \"work\"\n\n[projects.\"/x\"]\ntrust_level = \"trusted\"\n";
    write(&tree, ".codex/config.toml", config);
    let auth = json!({"auth_mode": "apikey", "OPENAI_API_KEY": OPENAI, "tokens": null, "last_refresh": null});
    write(&tree, ".codex/auth.json", &auth.to_string());
    let listed = offers(&tree, "codex", &[]);
    assert_eq!(names(&listed), ["openai", "amazon-bedrock", "proxy"]);
    assert!(notes(&listed, "proxy").contains(words::KEY_OF_COMMAND), "{listed}");
    assert!(notes(&listed, "amazon-bedrock").contains(&words::needs_profile("work")), "{listed}");
    run(&tree, &["--from", "codex", "--only", "openai,amazon-bedrock"], &[]).done();
    assert_eq!(tree.connection("openai")["models"], json!(["gpt-5.6"]));
    assert_eq!(tree.connection("amazon-bedrock")["authType"], "environment");
    assert!(!tree.path("ran").exists(), "the command ran");
    let tree = Tree::new();
    write(&tree, ".codex/config.toml", "cli_auth_credentials_store = \"keyring\"\n");
    run(&tree, &["--from", "codex", "--yes"], &[]).refused(words::IN_KEYCHAIN);
}

#[test]
fn claude_code_key_of_a_console_login_is_found() {
    let tree = Tree::new();
    let state = json!({"numStartups": 12, "primaryApiKey": "sk-ant-api03-PLANTEDconsole0123456789abcdefghijkl",
        "oauthAccount": {"emailAddress": "a@example.com"}, "projects": {}});
    write(&tree, ".claude.json", &state.to_string());
    write(&tree, ".claude/settings.json", r#"{"model": "opus", "permissions": {"allow": []}}"#);
    run(&tree, &["--from", "claude-code", "--yes"], &[]).done();
    assert_eq!(tree.connection("claude-code")["piAuthProvider"], "anthropic");
    assert_eq!(stored(&tree, "llm_api_key::claude-code")["value"], state["primaryApiKey"]);
    let tree = Tree::new();
    let env = json!({"env": {"CLAUDE_CODE_USE_FOUNDRY": "1", "ANTHROPIC_FOUNDRY_API_KEY": KEY}});
    write(&tree, ".claude/settings.json", &env.to_string());
    run(&tree, &["--from", "claude-code", "--yes"], &[]).refused(words::FOUNDRY);
}

#[test]
fn cc_switch_database_is_named_beside_an_old_file() {
    let tree = Tree::new();
    write(&tree, ".cc-switch/cc-switch.db", "SQLite format 3\0");
    run(&tree, &["--from", "cc-switch", "--yes"], &[]).refused(words::IN_DATABASE);
    let old = json!({"version": 2, "claude": {"current": "1", "providers": {"1": {"id": "1", "name": "Old",
        "settingsConfig": {"env": {"ANTHROPIC_BASE_URL": "https://old.example", "ANTHROPIC_AUTH_TOKEN": KEY}}}}}});
    write(&tree, ".cc-switch/config.json", &old.to_string());
    let listed = offers(&tree, "cc-switch", &[]);
    assert_eq!(names(&listed), ["old"]);
    assert!(left_out(&listed).contains("database"), "{listed}");
}
