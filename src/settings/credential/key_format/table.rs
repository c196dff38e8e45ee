//! The formats of credentials that providers give out.

use std::sync::LazyLock;

#[derive(Debug, PartialEq, Eq)]
pub struct KeyFormat {
    pub prefix: &'static str,
    /// What it is, with its article: `an Anthropic key`.
    pub what: &'static str,
    pub(super) body: Body,
}

/// What follows the prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// Letters, digits, `-` and `_` that look random; at least so many.
    Random(usize),
    /// The same with `.`, `/`, `+`, `~` and `=`.
    Wide(usize),
    /// Capital letters and digits, 12 to 28 of them, and no other letter or digit behind: the id of
    /// an AWS key.
    AwsId,
    /// Parts of base64url, joined by dots.
    Jwt,
    /// A block up to its end.
    Pem,
}

const fn format(prefix: &'static str, what: &'static str, body: Body) -> KeyFormat {
    KeyFormat { prefix, what, body }
}

use Body::{AwsId, Jwt, Pem, Random, Wide};

/// Prefixes that are specific need less behind them than `sk-`, which many providers share.
pub(super) const FORMATS: &[KeyFormat] = &[
    format("sk-", "an API key", Random(16)),
    format("sk-ant-", "an Anthropic key", Random(12)),
    format("sk-ant-oat", "a Claude token", Random(12)),
    format("sk-proj-", "an OpenAI key", Random(12)),
    format("sk-svcacct-", "an OpenAI key", Random(12)),
    format("sk-admin-", "an OpenAI key", Random(12)),
    format("sk-or-", "an OpenRouter key", Random(12)),
    format("sk-kimi-", "a Kimi key", Random(12)),
    format("sk_live_", "a Stripe key", Random(12)),
    format("sk_test_", "a Stripe key", Random(12)),
    format("rk_live_", "a Stripe key", Random(12)),
    format("sk_", "an API key", Random(24)),
    format("gsk_", "a Groq key", Random(12)),
    format("xai-", "an xAI key", Random(16)),
    format("csk-", "a Cerebras key", Random(12)),
    format("hf_", "a Hugging Face token", Random(16)),
    format("AIza", "a Google API key", Random(12)),
    format("AKIA", "an AWS access key id", AwsId),
    format("ASIA", "an AWS access key id", AwsId),
    format("ABSK", "a Bedrock key", Wide(24)),
    format("bedrock-api-key-", "a Bedrock key", Wide(24)),
    format("ghp_", "a GitHub token", Random(16)),
    format("gho_", "a GitHub token", Random(16)),
    format("ghu_", "a GitHub token", Random(16)),
    format("ghs_", "a GitHub token", Random(16)),
    format("ghr_", "a GitHub token", Random(16)),
    format("github_pat_", "a GitHub token", Random(16)),
    format("glpat-", "a GitLab token", Random(16)),
    format("mnfst_", "a Manifest key", Random(12)),
    format("vck_", "a Vercel key", Random(16)),
    format("pplx-", "a Perplexity key", Random(16)),
    format("r8_", "a Replicate token", Random(16)),
    format("fw_", "a Fireworks key", Random(16)),
    format("tgp_v1_", "a Together key", Random(16)),
    format("nvapi-", "an NVIDIA key", Random(16)),
    format("tvly-", "a Tavily key", Random(16)),
    format("npm_", "an npm token", Random(24)),
    format("dop_v1_", "a DigitalOcean token", Random(24)),
    format("xoxb-", "a Slack token", Random(16)),
    format("xoxp-", "a Slack token", Random(16)),
    format("ya29.", "a Google access token", Wide(16)),
    format("1//", "a Google refresh token", Wide(24)),
    format("SG.", "a SendGrid key", Wide(32)),
];

pub(super) const JWT: KeyFormat = format("eyJ", "a token (JWT)", Jwt);
pub(super) const PEM_PREFIX: &str = "-----BEGIN ";
const PEM: KeyFormat = format(PEM_PREFIX, "a private key", Pem);
pub(super) const AWS_SECRET: KeyFormat = format("", "an AWS secret access key", Wide(40));
pub(super) const ZAI: KeyFormat = format("", "a z.ai key", Wide(49));

/// The formats by the byte that they begin with.
pub(super) static BY_FIRST: LazyLock<[Vec<&KeyFormat>; 128]> = LazyLock::new(|| {
    let mut by_first = [const { Vec::new() }; 128];
    for format in FORMATS.iter().chain([&JWT, &PEM]) {
        by_first[usize::from(format.prefix.as_bytes()[0])].push(format);
    }
    by_first
});
