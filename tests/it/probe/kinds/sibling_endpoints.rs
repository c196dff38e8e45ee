//! Providers with several endpoints that look alike: where one refuses a key, the others are named, and
//! none of them is asked.

use llm_connections::probe::messages::enter_another_key;
use serde_json::json;

use super::{error, probed};
use crate::probe::asking::{openai, upstream, with};
use crate::support::server::Reply;

#[test]
fn refused_key_names_sibling_endpoints_without_asking_them() {
    for (host, connection, names) in [
        (
            "api.moonshot.ai",
            upstream("moonshotai", "kimi-k2.6"),
            &["Moonshot AI CN", "Kimi (Coding)"][..],
        ),
        ("api.moonshot.cn", upstream("moonshotai-cn", "kimi-k2.6"), &["Moonshot AI"]),
        ("api.minimax.io", upstream("minimax", "MiniMax-M2.7"), &["Minimax CN"]),
        ("api.z.ai", upstream("zai", "glm-5.1"), &["pay as you go"]),
        ("api.xiaomimimo.com", upstream("xiaomi", "mimo-v2.5-pro"), &["token plan (China)"]),
        (
            "eu.api.openai.com",
            with(openai("https://eu.api.openai.com/v1"), "defaultModel", json!("gpt-5.4")),
            &["OpenAI US"],
        ),
    ] {
        let found = probed(host, connection, |_| Reply::Json(401, error("Invalid key")));
        found.is(host, "PPF-", Some("keyRefused"), names[0]);
        let advice = found.report.advice().unwrap_or_default();
        assert!(names.iter().all(|name| advice.contains(name)), "{host}: {advice}");
    }
    let found = probed("api.groq.com", upstream("groq", "groq/compound"), |_| {
        Reply::Json(401, error("Invalid key"))
    });
    assert_eq!(found.report.advice(), Some(&*enter_another_key(&[])));
}
