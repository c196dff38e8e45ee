//! The credential formats of providers.

#[derive(Debug, PartialEq, Eq)]
pub struct KeyFormat {
    pub prefix: &'static str,
    /// A description with its article: `an Anthropic key`.
    pub what: &'static str,
    pub(super) body: Body,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// Letters, digits, `-` and `_` that look random; at least this many.
    Random(usize),
    /// Like `Random`, plus `.`, `/`, `+`, `~` and `=`.
    Wide(usize),
    /// 12 to 28 capital letters and digits, with no other letter or digit after them: an AWS key
    /// id.
    AwsId,
    /// Base64url parts joined by dots.
    Jwt,
    /// A block including its end line.
    Pem,
}

const fn format(prefix: &'static str, what: &'static str, body: Body) -> KeyFormat {
    KeyFormat { prefix, what, body }
}

use Body::{AwsId, Jwt, Pem, Random, Wide};

/// The prefixes of AWS access key ids: permanent and temporary.
pub(crate) const AWS_IDS: [&str; 2] = ["AKIA", "ASIA"];

impl KeyFormat {
    pub(crate) fn is_aws_id(&self) -> bool {
        self.body == AwsId
    }
}

/// Distinctive prefixes need less after them than `sk-`, which many providers share.
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
    format(AWS_IDS[0], "an AWS access key id", AwsId),
    format(AWS_IDS[1], "an AWS access key id", AwsId),
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

/// Every format with a prefix.
const PREFIXED: [&KeyFormat; FORMATS.len() + 2] = {
    let mut all = [&JWT; FORMATS.len() + 2];
    all[0] = &PEM;
    let mut n = 0;
    while n < FORMATS.len() {
        all[n + 1] = &FORMATS[n];
        n += 1;
    }
    all
};

/// Per byte, a bit mask of the formats that have it as their first or second byte. Every drawn text
/// is searched for keys, and almost no position starts like a prefix.
struct Starts {
    first: [u64; 256],
    second: [u64; 256],
}

static STARTS: Starts = {
    let mut starts = Starts { first: [0; 256], second: [0; 256] };
    let mut n = 0;
    while n < PREFIXED.len() {
        let prefix = PREFIXED[n].prefix.as_bytes();
        starts.first[prefix[0] as usize] |= 1 << n;
        starts.second[prefix[1] as usize] |= 1 << n;
        n += 1;
    }
    starts
};

/// The formats with a prefix that starts with two bytes.
pub(super) fn starting_with(first: u8, second: u8) -> impl Iterator<Item = &'static KeyFormat> {
    let mut bits = STARTS.first[usize::from(first)] & STARTS.second[usize::from(second)];
    std::iter::from_fn(move || {
        let format = PREFIXED.get(bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(*format)
    })
}
