//! Generates the files of the sample trees that people don't write by hand, and compares them with
//! the files in `assets/demo`. `UPDATE_SAMPLE=1 cargo test --lib demo` rewrites them.

use std::fs;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::machine;
use crate::settings::Settings;
use crate::settings::connection::presets::presets;
use crate::vault::{Contents, Entry, Keys, Vault};

/// When the oldest file of the trees was created, in milliseconds since the epoch: 2025-10-09.
const START: u64 = 1_760_000_000_000;
const DAY: u64 = 86_400_000;
/// When the healthy tree's logins expire: in 2100, so that the demo looks the same for as long as
/// it is used.
const LOGIN_EXPIRY: u64 = 4_102_444_800_000;

/// A connection of the healthy tree: preset, slug, name, days from the start of the tree to its
/// last use.
type Row = (&'static str, &'static str, &'static str, Option<u64>);

/// The connections of the healthy tree in the order they were added, one a day.
const CONNECTIONS: [Row; 24] = [
    ("Anthropic", "anthropic", "Anthropic (API Key)", Some(40)),
    ("Claude subscription", "claude-max", "Claude Max", Some(39)),
    ("OpenAI", "openai", "OpenAI", Some(38)),
    ("ChatGPT subscription", "chatgpt-plus", "ChatGPT Plus", Some(35)),
    ("GitHub Copilot", "github-copilot", "GitHub Copilot", Some(33)),
    ("Google AI Studio", "google", "Google AI Studio", Some(21)),
    ("OpenRouter", "openrouter", "OpenRouter", Some(30)),
    ("Azure OpenAI", "azure", "Azure OpenAI (Sweden)", Some(28)),
    ("Amazon Bedrock", "bedrock", "Bedrock (IAM)", Some(27)),
    ("Amazon Bedrock (environment)", "bedrock-env", "Bedrock (environment)", None),
    ("Groq", "groq", "Groq", Some(24)),
    ("Mistral", "mistral", "Mistral", Some(26)),
    ("DeepSeek", "deepseek", "DeepSeek", Some(22)),
    ("xAI (Grok)", "xai", "xAI (Grok)", None),
    ("Cerebras", "cerebras", "Cerebras", Some(19)),
    ("z.ai (GLM)", "zai", "z.ai (GLM)", Some(25)),
    ("Hugging Face", "hugging-face", "Hugging Face", None),
    ("Minimax Global", "minimax", "Minimax", Some(18)),
    ("Kimi (Coding)", "kimi", "Kimi (Coding)", None),
    ("Vercel AI Gateway", "vercel", "Vercel AI Gateway", Some(29)),
    ("Manifest", "manifest", "Manifest", None),
    ("Ollama", "ollama", "Ollama", Some(37)),
    ("LM Studio", "lm-studio", "LM Studio", None),
    ("Custom", "team-gateway", "Team gateway", Some(36)),
];

/// What a person types for a connection besides its preset's values.
fn typed(slug: &str) -> Value {
    match slug {
        "azure" => json!({"baseUrl": "https://craft-demo.openai.azure.com/openai/v1"}),
        "ollama" => {
            json!({"models": ["qwen3-coder:30b", "gpt-oss:20b"], "defaultModel": "qwen3-coder:30b"})
        }
        "lm-studio" => {
            json!({"models": ["qwen/qwen3-coder-30b"], "defaultModel": "qwen/qwen3-coder-30b"})
        }
        "team-gateway" => json!({
            "baseUrl": "https://llm.team.example/v1",
            "models": [
                {"id": "team/coder-large", "contextWindow": 262_144, "supportsImages": true},
                {"id": "team/coder-mini", "contextWindow": 131_072},
            ],
            "defaultModel": "team/coder-large",
            "midStreamBehavior": "queue",
        }),
        "groq" => json!({"midStreamBehavior": "queue"}),
        _ => json!({}),
    }
}

fn connection((preset, slug, name, used): Row, created: u64) -> Value {
    let preset = presets().iter().find(|known| known.name == preset).expect("a preset");
    let mut connection = preset.connection(&Settings::empty(), created);
    connection.set("slug", Some(slug.into()));
    connection.set("name", Some(name.into()));
    for (key, value) in typed(slug).as_object().expect("an object") {
        connection.set(key, Some(value.clone()));
    }
    connection.set("lastUsedAt", used.map(|days| (START + days * DAY).into()));
    connection.value().clone()
}

fn healthy_config() -> Value {
    let connections: Vec<Value> =
        (0..).zip(CONNECTIONS).map(|(day, row)| connection(row, START + day * DAY)).collect();
    let workspaces = [
        ("ws-1", "My Workspace", "my-workspace"),
        ("ws-2", "Client A", "client-a"),
        ("ws-3", "Client B", "client-b"),
        ("ws-4", "Lab", "lab"),
        ("ws-5", "Archive", "archive"),
    ];
    let workspaces: Vec<Value> = (0..)
        .zip(workspaces)
        .map(|(day, (id, name, slug))| {
            json!({"id": id, "name": name, "slug": slug, "rootPath": format!("~/workspaces/{slug}"),
                "createdAt": START + day * DAY})
        })
        .collect();
    json!({
        "workspaces": workspaces,
        "activeWorkspaceId": "ws-1",
        "activeSessionId": "260105-quiet-fox",
        "defaultThinkingLevel": "medium",
        "llmConnections": connections,
        "defaultLlmConnection": "anthropic",
        "extendedPromptCache": true,
        "colorTheme": "default",
        "migrationsApplied": ["opus-4-6-restored"],
    })
}

/// A token in `ChatGPT`'s format: a JWT with an account among its claims.
fn chatgpt_token() -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = json!({"https://api.openai.com/auth": {"chatgpt_account_id": "sample"}});
    format!("{}.{}.sample", part(&json!({})), part(&claims))
}

/// One for each connection that needs one, except Kimi, which has no key yet.
fn healthy_credentials() -> Value {
    let mut all = json!({
        "claude_oauth::global": {"value": "sample", "refreshToken": "sample", "expiresAt": LOGIN_EXPIRY, "source": "native"},
        "llm_oauth::claude-max": {"value": "sample"},
        "llm_oauth::chatgpt-plus": {"value": chatgpt_token(), "refreshToken": "sample", "expiresAt": LOGIN_EXPIRY},
        "llm_oauth::github-copilot": {"value": "sample", "refreshToken": "sample", "expiresAt": LOGIN_EXPIRY},
        "llm_iam::bedrock": {"value": "sample", "awsAccessKeyId": "AKIASAMPLE", "awsRegion": "eu-west-1"},
        "source_oauth::calendar": {"value": "sample"},
    });
    let all_of = all.as_object_mut().expect("an object");
    for (slug, key) in [
        ("anthropic", "sk-ant-sample"),
        ("openai", "sk-sample"),
        ("google", "AIza-sample"),
        ("openrouter", "sk-or-sample"),
        ("azure", "sample"),
        ("groq", "gsk_sample"),
        ("mistral", "sample"),
        ("deepseek", "sk-sample"),
        ("xai", "xai-sample"),
        ("cerebras", "csk-sample"),
        ("zai", "sample"),
        ("hugging-face", "hf_sample"),
        ("minimax", "sample"),
        ("vercel", "sample"),
        ("manifest", "mnfst_sample"),
        ("team-gateway", "sample"),
    ] {
        all_of.insert(format!("llm_api_key::{slug}"), json!({"value": key}));
    }
    all
}

/// Some good ones, one expired login, and none for some connections.
fn broken_credentials() -> Value {
    json!({
        "llm_api_key::anthropic-api": {"value": "sk-ant-sample"},
        "llm_api_key::openrouter": {"value": "sk-or-sample"},
        "llm_api_key::groq": {"value": "gsk_sample"},
        "llm_api_key::mistral-eu": {"value": "sample"},
        "llm_oauth::claude-max": {"value": "sample", "refreshToken": "sample", "expiresAt": 1_767_225_600_000_u64},
        "claude_oauth::global": {"value": "sample", "refreshToken": "sample", "expiresAt": 1_767_225_600_000_u64, "source": "native"},
        "llm_oauth::codex": {"value": "sample", "expiresAt": 1_767_312_000_000_u64},
        "llm_iam::bedrock-iam": {"value": "sample", "awsAccessKeyId": "AKIASAMPLE", "awsRegion": "eu-west-1"},
        "llm_service_account::vertex": {"value": "{}", "gcpProjectId": "craft-demo-421",
            "serviceAccountEmail": "craft@craft-demo-421.iam.gserviceaccount.com"},
        "source_oauth::calendar": {"value": "sample"},
    })
}

fn asset(path: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "assets/demo", path].iter().collect()
}

fn updating() -> bool {
    std::env::var_os("UPDATE_SAMPLE").is_some()
}

#[test]
fn the_healthy_connections_are_what_the_presets_make() {
    let path = asset("healthy/craft-agent/config.json");
    let expected = format!("{:#}", healthy_config());
    if updating() {
        fs::write(&path, &expected).expect("written");
    }
    let found = fs::read_to_string(&path).expect("config.json");
    assert!(found == expected, "out of date: UPDATE_SAMPLE=1 cargo test --lib demo");
}

#[test]
fn the_credentials_of_the_samples_are_what_they_are_meant_to_be() {
    let keys = Keys::new(machine());
    for (tree, credentials) in
        [("healthy", healthy_credentials()), ("broken", broken_credentials())]
    {
        let path = asset(tree).join("craft-agent/credentials.enc");
        let mut contents = Contents::new(START);
        let entries: &Map<String, Value> = credentials.as_object().expect("an object");
        for (key, value) in entries {
            contents.set(key, Some(&Entry::new(value.clone())), START);
        }
        // Each encryption differs: leave a correct file as it is.
        let opened = fs::read(&path).ok().and_then(|bytes| Vault::open(&bytes, &keys).ok());
        let is_right = opened.is_some_and(|vault| vault.contents == contents);
        if updating() && !is_right {
            let mut vault = Vault::new(0).expect("random bytes");
            vault.contents = contents.clone();
            fs::write(&path, vault.seal(&keys).expect("sealed")).expect("written");
        } else {
            assert!(is_right, "{tree}: out of date: UPDATE_SAMPLE=1 cargo test --lib demo");
        }
    }
}
