//! The upstreams of Craft's runtime, one row each: the fallbacks for a stored key and the fallback
//! for an unknown model.

use crate::settings::craft::stored::Variables;

use super::Header;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Its `piAuthProvider` value.
    pub name: &'static str,
    /// The host of all its models; None if it also depends on a region, a model, or a per-user
    /// endpoint.
    pub host: Option<&'static str>,
    /// The model that the runtime uses if it does not know the requested one (pi-coding-agent
    /// 0.73.1).
    pub default: &'static str,
    /// How its credential is sent, if its protocol does not decide that.
    pub header: Option<Header>,
    /// The variables that replace a stored key, in order of precedence.
    pub variables: &'static [&'static str],
}

const fn row(
    name: &'static str,
    host: Option<&'static str>,
    default: &'static str,
    variables: &'static [&'static str],
) -> Row {
    Row { name, host, default, header: None, variables }
}

const fn with_header(row: Row, header: Header) -> Row {
    Row { header: Some(header), ..row }
}

/// The one variable that holds a login's token instead of a key.
const CLAUDE_LOGIN: &str = "ANTHROPIC_OAUTH_TOKEN";

/// All upstreams, in the runtime's order: for an unknown model, the first one with a key is used.
pub(crate) const ROWS: [Row; 31] = [
    row("amazon-bedrock", None, "us.anthropic.claude-opus-4-6-v1", &[]),
    row(
        "anthropic",
        Some("api.anthropic.com"),
        "claude-opus-4-7",
        &[CLAUDE_LOGIN, "ANTHROPIC_API_KEY"],
    ),
    row("openai", Some("api.openai.com"), "gpt-5.4", &["OPENAI_API_KEY"]),
    with_header(
        row("azure-openai-responses", None, "gpt-5.4", &["AZURE_OPENAI_API_KEY"]),
        Header::ApiKey,
    ),
    row("openai-codex", Some("chatgpt.com"), "gpt-5.5", &[]),
    row("deepseek", Some("api.deepseek.com"), "deepseek-v4-pro", &["DEEPSEEK_API_KEY"]),
    row(
        "google",
        Some("generativelanguage.googleapis.com"),
        "gemini-3.1-pro-preview",
        &["GEMINI_API_KEY"],
    ),
    with_header(
        row("google-vertex", None, "gemini-3.1-pro-preview", &["GOOGLE_CLOUD_API_KEY"]),
        Header::XGoogApiKey,
    ),
    with_header(
        row(
            "github-copilot",
            Some("api.individual.githubcopilot.com"),
            "gpt-5.4",
            &["COPILOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"],
        ),
        Header::Bearer,
    ),
    row("openrouter", Some("openrouter.ai"), "moonshotai/kimi-k2.6", &["OPENROUTER_API_KEY"]),
    row("vercel-ai-gateway", Some("ai-gateway.vercel.sh"), "zai/glm-5.1", &["AI_GATEWAY_API_KEY"]),
    row("xai", Some("api.x.ai"), "grok-4.20-0309-reasoning", &["XAI_API_KEY"]),
    row("groq", Some("api.groq.com"), "openai/gpt-oss-120b", &["GROQ_API_KEY"]),
    row("cerebras", Some("api.cerebras.ai"), "zai-glm-4.7", &["CEREBRAS_API_KEY"]),
    row("zai", Some("api.z.ai"), "glm-5.1", &["ZAI_API_KEY"]),
    row("mistral", Some("api.mistral.ai"), "devstral-medium-latest", &["MISTRAL_API_KEY"]),
    row("minimax", Some("api.minimax.io"), "MiniMax-M2.7", &["MINIMAX_API_KEY"]),
    row("minimax-cn", Some("api.minimaxi.com"), "MiniMax-M2.7", &["MINIMAX_CN_API_KEY"]),
    row("moonshotai", Some("api.moonshot.ai"), "kimi-k2.6", &["MOONSHOT_API_KEY"]),
    row("moonshotai-cn", Some("api.moonshot.cn"), "kimi-k2.6", &["MOONSHOT_API_KEY"]),
    row("huggingface", Some("router.huggingface.co"), "moonshotai/Kimi-K2.6", &["HF_TOKEN"]),
    row(
        "fireworks",
        Some("api.fireworks.ai"),
        "accounts/fireworks/models/kimi-k2p6",
        &["FIREWORKS_API_KEY"],
    ),
    row("opencode", Some("opencode.ai"), "kimi-k2.6", &["OPENCODE_API_KEY"]),
    row("opencode-go", Some("opencode.ai"), "kimi-k2.6", &["OPENCODE_API_KEY"]),
    row("kimi-coding", Some("api.kimi.com"), "kimi-for-coding", &["KIMI_API_KEY"]),
    row(
        "cloudflare-workers-ai",
        Some("api.cloudflare.com"),
        "@cf/moonshotai/kimi-k2.6",
        &["CLOUDFLARE_API_KEY"],
    ),
    with_header(
        row(
            "cloudflare-ai-gateway",
            Some("gateway.ai.cloudflare.com"),
            "workers-ai/@cf/moonshotai/kimi-k2.6",
            &["CLOUDFLARE_API_KEY"],
        ),
        Header::CloudflareBearer,
    ),
    row("xiaomi", Some("api.xiaomimimo.com"), "mimo-v2.5-pro", &["XIAOMI_API_KEY"]),
    row(
        "xiaomi-token-plan-cn",
        Some("token-plan-cn.xiaomimimo.com"),
        "mimo-v2.5-pro",
        &["XIAOMI_TOKEN_PLAN_CN_API_KEY"],
    ),
    row(
        "xiaomi-token-plan-ams",
        Some("token-plan-ams.xiaomimimo.com"),
        "mimo-v2.5-pro",
        &["XIAOMI_TOKEN_PLAN_AMS_API_KEY"],
    ),
    row(
        "xiaomi-token-plan-sgp",
        Some("token-plan-sgp.xiaomimimo.com"),
        "mimo-v2.5-pro",
        &["XIAOMI_TOKEN_PLAN_SGP_API_KEY"],
    ),
];

pub(crate) fn row_of(name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.name == name)
}

/// Whether a variable holds a login's token, which is sent like a stored login.
pub(crate) fn holds_a_login(variable: &str) -> bool {
    variable == CLAUDE_LOGIN
}

/// The environment variables that Craft sends as an upstream's key, in order of precedence; empty
/// for Bedrock, which has its own credential chain, and for an unknown upstream.
pub fn key_variables(upstream: &str) -> &'static [&'static str] {
    row_of(upstream).map_or(&[], |row| row.variables)
}

/// The variables that each locate AWS credentials, in addition to the pair of keys.
const AWS: [&str; 5] = [
    "AWS_PROFILE",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
];

/// The two variables that are AWS credentials only together.
const AWS_PAIR: [&str; 2] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

/// The variables that Cloudflare's URLs need.
pub(crate) const CLOUDFLARE: [&str; 2] = ["CLOUDFLARE_ACCOUNT_ID", "CLOUDFLARE_GATEWAY_ID"];

/// Every variable that matters by being set. Variables for a region or an endpoint, where the value
/// matters, are not included.
pub(crate) fn relevant_variables() -> impl Iterator<Item = &'static str> {
    let keys = ROWS.iter().flat_map(|row| row.variables.iter().copied());
    keys.chain(AWS).chain(AWS_PAIR).chain(CLOUDFLARE)
}

/// The variables with which the environment may supply a credential for an upstream, each
/// sufficient alone except the id of a pair of AWS keys; empty for an unknown upstream.
pub(crate) fn credential_variables(upstream: &str) -> Vec<&'static str> {
    match upstream {
        "amazon-bedrock" => AWS.into_iter().chain([AWS_PAIR[0]]).collect(),
        _ => key_variables(upstream).to_vec(),
    }
}

/// The variable that supplies AWS credentials for Bedrock. `~/.aws/credentials` alone is not
/// enough.
pub(crate) fn aws_variable(variables: &Variables) -> Option<&'static str> {
    let pair = AWS_PAIR.iter().all(|name| variables.has(name));
    let named = AWS.into_iter().find(|name| variables.has(name));
    named.or_else(|| pair.then_some(AWS_PAIR[0]))
}

/// The name that the runtime gives to an upstream which serves only some programs.
pub(crate) fn user_agent(upstream: &str) -> Option<&'static str> {
    (upstream == "kimi-coding").then_some("KimiCLI/1.5")
}

impl Row {
    /// The variable that supplies a key for it.
    pub(crate) fn variable(&self, variables: &Variables) -> Option<&'static str> {
        if self.name == "amazon-bedrock" {
            return aws_variable(variables);
        }
        self.variables.iter().copied().find(|name| variables.has(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::catalogue::Catalogue;
    use crate::settings::connection::endpoint::host;
    use std::collections::BTreeSet;

    #[test]
    fn row_has_the_single_host_of_its_models() {
        let mut without = Vec::new();
        for row in &ROWS {
            let upstream = Catalogue::bundled().upstream(row.name).expect(row.name);
            let hosts: BTreeSet<&str> =
                upstream.models().iter().map(|model| host(model.base_url)).collect();
            let only = hosts.first().copied().filter(|_| hosts.len() == 1);
            // No host without a URL, or if the environment fills in part of the host.
            let only = only.filter(|host| !host.is_empty() && !host.contains('{'));
            assert_eq!(row.host, only, "{}: {hosts:?}", row.name);
            without.extend(row.host.is_none().then_some(row.name));
        }
        assert_eq!(without, ["amazon-bedrock", "azure-openai-responses", "google-vertex"]);
    }
}
