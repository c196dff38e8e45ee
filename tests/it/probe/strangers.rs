//! Credentials that are for one provider, and connections that would carry them to another: no
//! server is asked with them.

use llm_connections::probe::messages::configuration::no_key_in_environment;
use serde_json::json;

use crate::probe::asking::{bystander, no_upstream};
use crate::probe::installation::Installation;

const NOTHING: &str = "failed notAsked notAsked notAsked";

/// What others may have put into the environment.
const OF_OTHERS: [(&str, &str); 4] = [
    ("ANTHROPIC_API_KEY", "sk-ant-PLANTED-0123456789"),
    ("GITHUB_TOKEN", "ghp_PLANTED0123456789"),
    ("OPENAI_API_KEY", "sk-PLANTED-0123456789"),
    ("AWS_PROFILE", "PLANTED"),
];

#[test]
fn environment_keys_go_only_to_their_own_providers() {
    for (upstream, host, why) in [
        ("minimax", "api.minimax.io", no_key_in_environment(&["MINIMAX_API_KEY"])),
        ("of-next-year", "api.openai.com", no_upstream()),
    ] {
        let server = bystander();
        let connection = json!({"providerType": "pi", "authType": "environment", "piAuthProvider": upstream,
            "baseUrl": server.url(), "defaultModel": "m"});
        let installation = Installation::of(connection).with_host(host, &server);
        let found = installation.with_all(&OF_OTHERS).asked();
        found.is(NOTHING, &why);
        assert_eq!(server.lines(), [""; 0], "{upstream}");
    }
}

#[test]
fn cloud_credentials_go_only_to_their_cloud() {
    let account = json!({"type": "service_account", "project_id": "p", "client_email": "me@x.iam.gserviceaccount.com", "private_key": "PLANTED"});
    for (auth, upstream, host, secret, says) in [
        (
            "iam_credentials",
            "groq",
            "api.groq.com",
            "AKIDPLANTED\nsecret-PLANTED\n\n\n".to_owned(),
            "An AWS access key is for Bedrock alone.",
        ),
        (
            "service_account_file",
            "openai",
            "api.openai.com",
            account.to_string(),
            "A service account is for Vertex AI alone.",
        ),
    ] {
        let server = bystander();
        let connection = json!({"providerType": "pi", "authType": auth, "piAuthProvider": upstream,
            "baseUrl": server.url(), "defaultModel": "m"});
        let installation = Installation::of(connection).with_host(host, &server);
        let found = installation.with_secret(&secret).asked();
        found.is(NOTHING, says);
        assert_eq!(server.lines(), [""; 0], "{upstream}");
    }
}
