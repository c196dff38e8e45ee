//! `import --from`: the settings of other programs, as those write them, in a home of a test.

use std::fs;

use llm_connections::cli::messages::transfer as messages;
use llm_connections::settings::transfer::tools::{Tool, words};
use llm_connections::vault::{Keys, Machine, Vault};
use serde_json::{Value, json};

use crate::commands::harness::{Ran, Tree};

const OPENROUTER: &str = "sk-or-v1-PLANTED0a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5b6c7d";
const RELAY: &str = "sk-PLANTEDrelay0123456789abcdefghijklmnopqrstuv";
const ANTHROPIC: &str = "sk-ant-api03-PLANTEDanthropic0123456789abcdefghijkl";
const GROQ: &str = "gsk_PLANTEDgroq0123456789abcdefghijklmnopqrst";
const OPAQUE: &str = "PLANTEDopaque0123456789";

pub(super) fn write(tree: &Tree, name: &str, text: &str) {
    let path = tree.path(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

/// Runs it with some variables; whatever it does, none of the keys is printed.
pub(super) fn run(tree: &Tree, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    let mut program = tree.program();
    program.envs(variables.iter().copied()).arg("import").args(arguments);
    let ran = Ran::of(program);
    assert!(!format!("{}{}", ran.out, ran.err).contains("PLANTED"), "{}{}", ran.out, ran.err);
    ran
}

pub(super) fn offers(tree: &Tree, tool: &str, variables: &[(&str, &str)]) -> Value {
    let ran = run(tree, &["--from", tool, "--dry-run", "--json"], variables).done();
    ran.json()
}

pub(super) fn names(listed: &Value) -> Vec<&str> {
    let offers = listed["offers"].as_array().expect("a list");
    offers.iter().map(|offer| offer["name"].as_str().expect("a name")).collect()
}

/// What is left out, in one text.
pub(super) fn left_out(listed: &Value) -> String {
    listed["leftOut"].to_string()
}

/// An entry of credentials.enc.
pub(super) fn stored(tree: &Tree, key: &str) -> Value {
    let bytes = fs::read(tree.path(".craft-agent/credentials.enc")).expect("it is there");
    let vault = Vault::open(&bytes, &Keys::new(Machine::This)).expect("it opens");
    let parts = vault.contents.entry(key).expect("it is stored").parts().into_iter();
    parts.map(|(part, secret)| (part, Value::from(secret.expose()))).collect()
}

/// The files of the other programs, which are never written.
fn of_others(tree: &Tree) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files = tree.files();
    files.retain(|(path, _)| {
        let path = path.display().to_string();
        !path.contains(".craft-agent") && !path.contains("/state/")
    });
    files
}

fn crush(tree: &Tree) {
    write(
        tree,
        ".config/crush/crush.json",
        &json!({"$schema": "https://charm.land/crush.json", "providers": {
            "openai": {"id": "openai", "api_key": "$OPENAI_API_KEY"},
            "relay": {"name": "Relay", "type": "openai-compat", "base_url": "https://relay.example/v1",
                "api_key": RELAY, "models": [{"id": "small", "name": "Small", "context_window": 64000},
                {"id": "big", "name": "Big", "context_window": 256_000, "supports_attachments": true}]},
            "gate": {"type": "anthropic", "base_url": "https://gate.example/v1", "api_key": "$(pass gate)",
                "models": [{"id": "c"}]},
            "off": {"disable": true, "base_url": "https://off.example"},
            "odd": {"type": "gemini", "base_url": "https://odd.example"},
        }, "models": {"large": {"provider": "relay", "model": "big"}}})
        .to_string(),
    );
    write(
        tree,
        ".local/share/crush/crush.json",
        &json!({"providers": {"openrouter": {"api_key": OPENROUTER},
            "hyper": {"oauth": {"access_token": OPAQUE}},
            "super": {"api_key": OPAQUE, "oauth": {"access_token": OPAQUE}}}})
        .to_string(),
    );
}

#[test]
fn crush_providers_are_listed_and_imported_with_their_keys() {
    let tree = Tree::new();
    crush(&tree);
    let (before, others) = (tree.files(), of_others(&tree));
    let listed = offers(&tree, "crush", &[]);
    assert_eq!(names(&listed), ["openai", "relay", "gate", "openrouter"]);
    assert_eq!(listed["offers"][1]["key"], true);
    let no_key = words::key_not_taken(&words::missing_variable("OPENAI_API_KEY"));
    assert_eq!(listed["offers"][0]["notes"][0], *no_key);
    assert_eq!(listed["offers"][2]["notes"][0], *words::key_not_taken(words::KEY_OF_COMMAND));
    for (name, why) in [
        ("off", words::turned_off("Crush").as_str()),
        ("odd", &words::no_such_endpoint("gemini")),
        ("hyper", words::SIGN_IN),
        ("super", words::SIGN_IN),
    ] {
        let what = words::about(name, why);
        assert!(left_out(&listed).contains(&what), "{what}: {listed}");
    }
    assert_eq!(tree.files(), before, "listing writes nothing");
    run(&tree, &["--from", "crush", "--only", "relay,openrouter", "--dry-run"], &[]).done();
    assert_eq!(tree.files(), before, "a dry run writes nothing");
    run(&tree, &["--from", "crush", "--only", "relay,openrouter"], &[]).done();
    assert_eq!(of_others(&tree), others);
    let relay = tree.connection("relay");
    assert_eq!(
        relay["models"],
        json!([{"id": "big", "name": "Big", "contextWindow": 256_000, "supportsImages": true},
            {"id": "small", "name": "Small", "contextWindow": 64_000}])
    );
    for (path, value) in [
        ("name", "Relay"),
        ("providerType", "pi_compat"),
        ("authType", "api_key_with_endpoint"),
        ("piAuthProvider", "openai"),
        ("baseUrl", "https://relay.example/v1"),
        ("defaultModel", "big"),
    ] {
        assert_eq!(relay[path], value, "{path}");
    }
    let preset = tree.connection("openrouter");
    assert_eq!(
        (&preset["providerType"], &preset["piAuthProvider"]),
        (&json!("pi"), &json!("openrouter"))
    );
    assert_eq!(stored(&tree, "llm_api_key::relay")["value"], RELAY);
    assert_eq!(stored(&tree, "llm_api_key::openrouter")["value"], OPENROUTER);
    assert_eq!(tree.json()["defaultLlmConnection"], "work");
    for (path, bytes) in tree
        .files()
        .into_iter()
        .filter(|(path, _)| !of_others(&tree).iter().any(|(other, _)| other == path))
    {
        assert!(!bytes.windows(7).any(|part| part == b"PLANTED"), "{}", path.display());
    }
}

#[test]
fn variables_are_resolved_and_existing_connections_not_imported_again() {
    let tree = Tree::new();
    crush(&tree);
    let variables = [("OPENAI_API_KEY", "sk-proj-PLANTEDopenai0123456789abcdefghijklmnop")];
    run(&tree, &["--from", "crush", "--yes"], &variables).done();
    assert_eq!(stored(&tree, "llm_api_key::openai")["value"], variables[0].1);
    assert_eq!(tree.connection("gate")["customEndpoint"]["api"], "anthropic-messages");
    assert_eq!(
        tree.connection("gate")["baseUrl"],
        "https://gate.example",
        "Craft adds the version"
    );
    let files = tree.files();
    run(&tree, &["--from", "crush", "--yes"], &variables).refused(messages::ALL_HERE);
    assert_eq!(tree.files(), files);
    run(&tree, &["--from", "crush", "--only", "relay"], &[]).done();
    assert_eq!(tree.connection("relay-2")["name"], "Relay");
    assert_eq!(stored(&tree, "llm_api_key::relay-2")["value"], RELAY);
}

#[test]
fn import_without_a_terminal_lists_and_requires_names() {
    let tree = Tree::new();
    crush(&tree);
    let before = tree.files();
    let ran = run(&tree, &["--from", "crush"], &[]).refused(messages::NEEDS_ONLY);
    assert!(ran.out.contains("relay.example") && ran.out.contains("sk-or-v1-…"), "{}", ran.out);
    run(&tree, &["--from", "crush", "--only", "relayy"], &[]).misused("did you mean relay?");
    run(&tree, &["--from", "cruhs"], &[]).misused("did you mean crush?");
    run(&tree, &["--from", "crush", "x.json"], &[]).misused("cannot be used with");
    run(&tree, &["--from", "codex"], &[]).refused(messages::nothing_offered(Tool::Codex));
    assert_eq!(tree.files(), before);
}

#[test]
fn opencode_providers_have_their_keys_in_three_files() {
    let tree = Tree::new();
    write(
        &tree,
        ".config/opencode/opencode.jsonc",
        r#"{ // providers
          "model": "mine/b", "disabled_providers": ["xai"],
          "provider": {
            "mine": {"npm": "@ai-sdk/openai-compatible", "name": "Mine",
              "options": {"baseURL": "https://mine.example/v1", "apiKey": "{env:MINE_KEY}"},
              "models": {"a": {"name": "A", "limit": {"context": 1000}}, "b": {"id": "real-b", "attachment": true}}},
            "anthropic": {"options": {"apiKey": "{file:keys/anthropic}"}},
            "azure-thing": {"npm": "@ai-sdk/azure", "options": {"baseURL": "https://x.example", "apiKey": "k"}},
            "google": {"models": {}}, /* the environment's */
          },
        }"#,
    );
    write(&tree, ".config/opencode/keys/anthropic", &format!("{ANTHROPIC}\n"));
    write(
        &tree,
        ".local/share/opencode/auth.json",
        &json!({"groq": {"type": "api", "key": GROQ}, "xai": {"type": "api", "key": OPAQUE},
            "openai": {"type": "oauth", "access": OPAQUE, "refresh": OPAQUE, "expires": 1}})
        .to_string(),
    );
    let listed = offers(&tree, "opencode", &[]);
    assert_eq!(names(&listed), ["mine", "anthropic", "groq"]);
    assert_eq!(listed["offers"][0]["key"], false);
    for what in
        ["azure-thing: ", "openai: logins", "xai: it is turned off", "google: it has no key"]
    {
        assert!(left_out(&listed).contains(what), "{what}: {listed}");
    }
    assert_eq!(listed["offers"][2]["here"], "Work", "it asks the same endpoint");
    let all = ["--from", "opencode", "--only", "mine,anthropic,groq"];
    run(&tree, &all, &[("MINE_KEY", OPAQUE)]).done();
    assert_eq!(stored(&tree, "llm_api_key::mine")["value"], OPAQUE);
    assert_eq!(stored(&tree, "llm_api_key::anthropic")["value"], ANTHROPIC);
    assert_eq!(stored(&tree, "llm_api_key::groq")["value"], GROQ);
    let mine = tree.connection("mine");
    assert_eq!(
        mine["models"],
        json!([{"id": "real-b", "supportsImages": true}, {"id": "a", "name": "A", "contextWindow": 1000}])
    );
    assert_eq!(mine["defaultModel"], "real-b");
}

#[test]
fn claude_code_has_one_provider_in_its_variables() {
    let settings = |env: Value| json!({"env": env, "model": "opus"}).to_string();
    let path = ".claude/settings.json";
    let tree = Tree::new();
    write(
        &tree,
        path,
        &settings(json!({"ANTHROPIC_BASE_URL": "https://gate.example/anthropic",
            "ANTHROPIC_AUTH_TOKEN": OPAQUE, "ANTHROPIC_MODEL": "glm-5[1m]",
            "ANTHROPIC_DEFAULT_HAIKU_MODEL": "glm-5-air", "API_TIMEOUT_MS": 1000})),
    );
    run(&tree, &["--from", "claude-code", "--yes"], &[]).done();
    let added = tree.connection("claude-code");
    assert_eq!(added["baseUrl"], "https://gate.example/anthropic");
    assert_eq!(added["customEndpoint"]["api"], "anthropic-messages");
    assert_eq!(added["models"], json!(["glm-5", "glm-5-air"]));
    assert_eq!(stored(&tree, "llm_api_key::claude-code")["value"], OPAQUE);
    let tree = Tree::new();
    write(&tree, path, &settings(json!({"ANTHROPIC_API_KEY": ANTHROPIC})));
    run(&tree, &["--from", "claude-code", "--yes"], &[]).done();
    assert_eq!(tree.connection("claude-code")["piAuthProvider"], "anthropic");
    let tree = Tree::new();
    write(
        &tree,
        path,
        &settings(json!({"CLAUDE_CODE_USE_BEDROCK": "1", "AWS_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "AKIAPLANTED234567ABC", "AWS_SECRET_ACCESS_KEY": OPAQUE})),
    );
    run(&tree, &["--from", "claude-code", "--yes"], &[]).done();
    let entry = stored(&tree, "llm_iam::bedrock");
    assert_eq!((&entry["value"], &entry["awsRegion"]), (&json!(OPAQUE), &json!("eu-west-1")));
    for (env, why) in [
        (json!({"CLAUDE_CODE_USE_VERTEX": 1}), words::VERTEX),
        (json!({"CLAUDE_CODE_OAUTH_TOKEN": OPAQUE}), words::SIGN_IN),
        (json!({"ANTHROPIC_AUTH_TOKEN": "sk-ant-oat01-PLANTED"}), words::SIGN_IN),
    ] {
        let tree = Tree::new();
        write(&tree, path, &settings(env));
        run(&tree, &["--from", "claude-code", "--yes"], &[]).refused(why);
    }
}

#[test]
fn claude_code_login_and_key_from_a_command_are_not_imported() {
    let tree = Tree::new();
    write(&tree, ".claude/.credentials.json", r#"{"claudeAiOauth": {"accessToken": "PLANTED"}}"#);
    run(&tree, &["--from", "claude-code", "--yes"], &[]).refused(words::SIGN_IN);
    write(&tree, ".claude/settings.json", r#"{"apiKeyHelper": "/bin/true"}"#);
    run(&tree, &["--from", "claude-code", "--yes"], &[]).refused(words::KEY_OF_HELPER);
}

#[test]
fn codex_has_providers_in_toml_and_a_key_in_another_file() {
    let tree = Tree::new();
    let config = "model = \"gpt-x\" # mine\nmodel_provider = \"corp\"\n\n[model_providers.corp]\n\
        name = \"Corp\"\nbase_url = \"https://corp.example/v1\"\nenv_key = \"CORP_KEY\"\nwire_api = \"chat\"\n\n\
        [model_providers.corp.query_params]\napi-version = \"1\"\n\n\
        [model_providers.\"other.one\"]\nbase_url = 'https://other.example/v1'\n\
        experimental_bearer_token = \"PLANTEDtoken0123456789\"\nhttp_headers = { x = \"y\" }\n\
        [model_providers.none]\nname = \"None\"\n";
    write(&tree, ".codex/config.toml", config);
    let auth = json!({"OPENAI_API_KEY": "sk-proj-PLANTEDcodex0123456789abcdefghij",
        "tokens": {"access_token": OPAQUE}});
    write(&tree, ".codex/auth.json", &auth.to_string());
    let listed = offers(&tree, "codex", &[]);
    assert_eq!(names(&listed), ["openai", "corp", "other-one"]);
    assert!(left_out(&listed).contains("ChatGPT: logins"), "{listed}");
    assert!(left_out(&listed).contains("None: it has no base URL"), "{listed}");
    run(&tree, &["--from", "codex", "--yes"], &[("CORP_KEY", OPAQUE)]).done();
    assert_eq!(tree.connection("corp")["models"], json!(["gpt-x"]));
    assert_eq!(stored(&tree, "llm_api_key::corp")["value"], OPAQUE);
    assert_eq!(stored(&tree, "llm_api_key::other-one")["value"], "PLANTEDtoken0123456789");
    assert_eq!(stored(&tree, "llm_api_key::openai")["value"], auth["OPENAI_API_KEY"]);
    write(&tree, ".codex/config.toml", "a = 1\nb = = PLANTED\n");
    let ran = run(&tree, &["--from", "codex", "--dry-run"], &[]).done();
    assert!(ran.err.contains("config.toml: line 2, column"), "{}", ran.err);
}

#[test]
fn cc_switch_lists_the_providers_of_three_programs() {
    let tree = Tree::new();
    let toml = "model_provider = \"p\"\nmodel = \"gpt-y\"\n[model_providers.p]\nbase_url = \"https://p.example/v1\"\n";
    let config = json!({"version": 2,
        "claude": {"current": "1", "providers": {
            "1": {"id": "1", "name": "GLM", "settingsConfig": {"env": {
                "ANTHROPIC_BASE_URL": "https://glm.example/anthropic", "ANTHROPIC_AUTH_TOKEN": OPAQUE,
                "ANTHROPIC_MODEL": "glm"}}},
            "2": {"id": "2", "name": "Claude Official", "settingsConfig": {"env": {}}}}},
        "codex": {"providers": {
            "a": {"id": "a", "name": "Pack", "settingsConfig": {"auth": {"OPENAI_API_KEY": RELAY}, "config": toml}}}},
        "gemini": {"providers": {
            "g": {"id": "g", "name": "Mine", "settingsConfig": {"env": {"GEMINI_API_KEY": "AIzaPLANTED0123456789abcdefghijklmnopqrs"}}}}},
    });
    write(&tree, ".cc-switch/config.json", &config.to_string());
    run(&tree, &["--from", "cc-switch", "--yes"], &[]).done();
    assert_eq!(stored(&tree, "llm_api_key::glm")["value"], OPAQUE);
    assert_eq!(stored(&tree, "llm_api_key::pack")["value"], RELAY);
    assert_eq!(tree.connection("pack")["models"], json!(["gpt-y"]));
    assert_eq!(tree.connection("mine")["piAuthProvider"], "google");
    let tree = Tree::new();
    write(&tree, ".cc-switch/cc-switch.db", "SQLite format 3\0");
    run(&tree, &["--from", "cc-switch", "--yes"], &[]).refused("3.8");
}

#[test]
fn the_environment_offers_each_key_once_and_no_login() {
    let tree = Tree::new();
    let variables = [
        ("OPENAI_API_KEY", "sk-proj-PLANTEDopenai0123456789abcdefghijklmnop"),
        ("OPENAI_BASE_URL", "https://gate.example/v1"),
        ("ANTHROPIC_API_KEY", ANTHROPIC),
        ("GOOGLE_API_KEY", "AIzaPLANTED0123456789abcdefghijklmnopqrs"),
        ("GROQ_API_KEY", GROQ),
        ("MOONSHOT_API_KEY", OPAQUE),
        ("OPENROUTER_API_KEY", OPENROUTER),
        ("AZURE_OPENAI_API_KEY", OPAQUE),
        ("AWS_ACCESS_KEY_ID", "AKIAPLANTED234567ABC"),
        ("AWS_SECRET_ACCESS_KEY", OPAQUE),
        ("AWS_DEFAULT_REGION", "eu-west-1"),
        ("CLAUDE_CODE_OAUTH_TOKEN", OPAQUE),
        ("GITHUB_TOKEN", OPAQUE),
        ("XAI_API_KEY", "  "),
    ];
    let listed = offers(&tree, "env", &variables);
    let mut found = names(&listed);
    found.sort_unstable();
    assert_eq!(
        found,
        ["anthropic", "bedrock", "google", "groq", "moonshotai", "openai", "openrouter"]
    );
    assert!(left_out(&listed).contains("CLAUDE_CODE_OAUTH_TOKEN"), "{listed}");
    assert!(left_out(&listed).contains("azure"), "{listed}");
    assert!(!listed.to_string().contains("GITHUB_TOKEN"), "{listed}");
    run(&tree, &["--from", "env", "--only", "openai,bedrock,google"], &variables).done();
    assert_eq!(tree.connection("openai")["baseUrl"], "https://gate.example/v1");
    assert_eq!(tree.connection("google")["piAuthProvider"], "google");
    assert_eq!(stored(&tree, "llm_iam::bedrock")["awsAccessKeyId"], "AKIAPLANTED234567ABC");
    // An address of one's own is asked by the protocol of the provider, where others speak it.
    let own = [
        ("ANTHROPIC_AUTH_TOKEN", OPAQUE),
        ("ANTHROPIC_BASE_URL", "https://mine.example"),
        ("GEMINI_API_KEY", OPAQUE),
        ("GOOGLE_GEMINI_BASE_URL", "https://gemini.example"),
    ];
    let listed = offers(&tree, "env", &own);
    assert_eq!(names(&listed), ["anthropic"]);
    assert!(left_out(&listed).contains(words::ONLY_GOOGLE), "{listed}");
    run(&tree, &["--from", "env", "--only", "anthropic"], &own).done();
    assert_eq!(tree.connection("anthropic")["customEndpoint"]["api"], "anthropic-messages");
    let none = run(&tree, &["--from", "env", "--demo", "--yes"], &variables);
    assert_eq!(none.code, 1, "a demo is of nothing of this machine: {}", none.out);
}

#[test]
fn key_of_another_provider_and_command_key_require_consent() {
    let tree = Tree::new();
    let odd = [("GROQ_API_KEY", ANTHROPIC)];
    run(&tree, &["--from", "env", "--only", "groq"], &odd).refused("looks like a key of Anthropic");
    run(&tree, &["--from", "env", "--only", "groq", "--yes"], &odd).done();
    let command = [("XAI_API_KEY", "!rm -rf x")];
    run(&tree, &["--from", "env", "--only", "xai", "--yes"], &command).refused("shell command");
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_taken() {
    let tree = Tree::new();
    crush(&tree);
    write(&tree, ".config/crush/crush.json", "{\n \"providers\": {PLANTED");
    let listed = offers(&tree, "crush", &[]);
    assert_eq!(names(&listed), ["openrouter"]);
    assert!(left_out(&listed).contains("crush.json: line 2, column"), "{listed}");
}
