//! What a credential looks like: the table of the formats that providers give out, and where one stands in a text. The form
//! and the commands refuse such a text outside of a secret field, and whatever is shown leaves it out.
//!
//! Sources: the providers' documentation, the formats that secret scanners publish (gitleaks, GitHub secret scanning). A
//! prefix alone is no key: `sk-learn` is a name. What follows it must be long and look random.

use std::ops::Range;
use std::sync::LazyLock;

use crate::text::safe::is_unsafe;

/// One format of credential.
#[derive(Debug, PartialEq, Eq)]
pub struct KeyFormat {
    /// How it begins.
    pub prefix: &'static str,
    /// What it is, with its article: `an Anthropic key`.
    pub what: &'static str,
    body: Body,
}

/// What follows the prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    /// Letters, digits, `-` and `_` that look random; at least so many.
    Random(usize),
    /// The same with `.`, `/`, `+`, `~` and `=`.
    Wide(usize),
    /// Capital letters and digits, 12 to 28 of them, and no other letter or digit behind: the id of an AWS key.
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
const FORMATS: &[KeyFormat] = &[
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

const JWT: KeyFormat = format("eyJ", "a token (JWT)", Jwt);
const PEM: KeyFormat = format("-----BEGIN ", "a private key", Pem);
const AWS_SECRET: KeyFormat = format("", "an AWS secret access key", Wide(40));
const ZAI: KeyFormat = format("", "a z.ai key", Wide(49));

/// The formats by the byte that they begin with.
static BY_FIRST: LazyLock<[Vec<&KeyFormat>; 128]> = LazyLock::new(|| {
    let mut by_first = [const { Vec::new() }; 128];
    for format in FORMATS.iter().chain([&JWT, &PEM]) {
        by_first[usize::from(format.prefix.as_bytes()[0])].push(format);
    }
    by_first
});

/// How long the id of an AWS key is behind its prefix.
const AWS_ID: usize = 16;

/// More white space than a broken line has ends a key, in bytes.
const LONGEST_GAP: usize = 12;

/// A key has a word of so many bytes, broken or not.
const LONG_WORD: usize = 10;

/// No credential is shorter, in bytes.
const SHORTEST: usize = 12;

/// A credential in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What it is.
    pub format: &'static KeyFormat,
}

/// Every credential in a text, in order.
pub fn keys_in(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    if text.is_ascii() && !has_a_long_word(bytes) {
        return Vec::new();
    }
    let by_first = &*BY_FIRST;
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at + SHORTEST <= bytes.len() {
        let rest = &bytes[at..];
        let formats = by_first
            .get(usize::from(rest[0]))
            .map_or(&[][..], Vec::as_slice);
        let fitting = formats
            .iter()
            .filter(|format| rest.starts_with(format.prefix.as_bytes()));
        let fitting = fitting.max_by_key(|format| format.prefix.len());
        match fitting.and_then(|format| starts_at(text, at, format)) {
            Some(one) => {
                at = one.range.end;
                found.push(one);
            }
            None => at += 1,
        }
    }
    found
}

/// Whether there is a word that may be a key, or most of one. Nearly no text that is drawn has one, and a frame is drawn often.
fn has_a_long_word(bytes: &[u8]) -> bool {
    let mut length = 0;
    for byte in bytes {
        length = if byte.is_ascii_graphic() {
            length + 1
        } else {
            0
        };
        if length == LONG_WORD {
            return true;
        }
    }
    false
}

/// The credential that a text holds, where it holds one: somewhere in it by its format, or the text as a whole.
pub fn key_in(text: &str) -> Option<Found> {
    if let Some(found) = keys_in(text).into_iter().next() {
        return Some(found);
    }
    let whole = text.trim();
    let start = text.len() - text.trim_start().len();
    let format = if is_aws_secret(whole) {
        &AWS_SECRET
    } else if is_zai_key(whole) {
        &ZAI
    } else {
        return None;
    };
    Some(Found {
        range: start..start + whole.len(),
        format,
    })
}

/// Whether a text holds a credential.
pub fn holds_a_key(text: &str) -> bool {
    key_in(text).is_some()
}

/// How many bytes at the start of a key are the same in every key of its format, and so are no secret.
pub fn public_prefix(key: &str) -> usize {
    let formats = FORMATS.iter().filter(|f| key.starts_with(f.prefix));
    let longest = formats.map(|f| f.prefix.len()).max().unwrap_or_default();
    // `api03-`, `v1-`: the version of the format.
    let version = key[longest..].find('-').filter(|end| {
        longest > 0 && *end <= 6 && key[longest..][..*end].contains(|c: char| c.is_ascii_digit())
    });
    longest + version.map_or(0, |end| end + 1)
}

/// Whether a text is 40 characters of base64 with capitals, small letters and digits, as the secret of an AWS key is. In the
/// middle of a sentence that says too little: ask only of a text as a whole, or beside an access key id.
pub fn is_aws_secret(text: &str) -> bool {
    text.len() == 40
        && text
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, b'/' | b'+'))
        && has_all_kinds(text)
        && !text.starts_with('/')
        && changes_of_case(text) >= 6
}

/// Whether a text has the form of a z.ai key: 32 hexadecimal digits, a dot, 16 letters and digits.
fn is_zai_key(text: &str) -> bool {
    text.split_once('.').is_some_and(|(id, secret)| {
        id.len() == 32
            && id.bytes().all(|c| c.is_ascii_hexdigit())
            && secret.len() == 16
            && secret.bytes().all(|c| c.is_ascii_alphanumeric())
    })
}

fn has_all_kinds(text: &str) -> bool {
    text.bytes().any(|c| c.is_ascii_uppercase())
        && text.bytes().any(|c| c.is_ascii_lowercase())
        && text.bytes().any(|c| c.is_ascii_digit())
}

/// The credential of a format whose prefix begins at a byte.
fn starts_at(text: &str, at: usize, format: &'static KeyFormat) -> Option<Found> {
    let glued = at > 0 && text.as_bytes()[at - 1].is_ascii_alphanumeric();
    // Behind a letter only a prefix that is in no word says enough: `task-` and `disk-` end like `sk-`.
    if glued && format.prefix.len() < 4 && *format != JWT {
        return None;
    }
    let body = at + format.prefix.len();
    let end = match format.body {
        Pem => at + end_of_pem(&text[at..])?,
        Jwt => end_of_jwt(text, at)?,
        Random(least) => end_of_random(text, body, least, is_key_byte)?,
        Wide(least) => end_of_random(text, body, least, is_wide_byte)?,
        AwsId => end_of_aws_id(text, body).filter(|_| !glued)?,
    };
    Some(Found {
        range: at..end,
        format,
    })
}

const fn is_key_byte(c: u8) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_')
}

const fn is_wide_byte(c: u8) -> bool {
    is_key_byte(c) || matches!(c, b'.' | b'/' | b'+' | b'~' | b'=')
}

/// Where a body of a key ends that begins at a byte; none where it is too short, or does not look random.
fn end_of_random(text: &str, from: usize, least: usize, is_in: fn(u8) -> bool) -> Option<usize> {
    let (body, end) = joined(text, from, is_in);
    (body.len() >= least && looks_random(&body)).then(|| {
        // A dot or a slash at the end belongs to the sentence.
        let kept = text[from..end].trim_end_matches(['.', '-', '_', '/', '~']);
        from + kept.len()
    })
}

/// The text of a key from a byte on, and where it ends. A key that was broken by white space or invisible characters goes on
/// behind them, where that looks random too.
fn joined(text: &str, from: usize, is_in: fn(u8) -> bool) -> (String, usize) {
    let bytes = text.as_bytes();
    let run = |from: usize| from + bytes[from..].iter().take_while(|c| is_in(**c)).count();
    let mut end = run(from);
    let mut body = text[from..end].to_owned();
    loop {
        let gap = gap(&text[end..]);
        if gap == 0 || gap > LONGEST_GAP {
            return (body, end);
        }
        let next = end + gap..run(end + gap);
        let chunk = &text[next.clone()];
        let gap = &text[end..next.start];
        let goes_on = if gap.bytes().all(|c| c == b' ') {
            chunk.len() >= 8 && goes_on(chunk)
        } else if gap.contains(char::is_whitespace) {
            chunk.len() >= 4 && (goes_on(chunk) || chunk.bytes().any(|c| c.is_ascii_digit()))
        } else {
            // Only what nobody sees is between.
            !chunk.is_empty()
        };
        if !goes_on {
            return (body, end);
        }
        body.push_str(chunk);
        end = next.end;
    }
}

/// Whether what stands behind a break is more of a key, and no word.
fn goes_on(chunk: &str) -> bool {
    let digits = chunk.bytes().filter(u8::is_ascii_digit).count();
    let letters = chunk.bytes().filter(u8::is_ascii_alphabetic).count();
    digits > 0 && letters > 0 && longest_run(chunk) >= 4 || changes_of_case(chunk) >= 3
}

/// The longest stretch of letters and digits.
fn longest_run(text: &str) -> usize {
    let runs = text.split(|c: char| !c.is_ascii_alphanumeric());
    runs.map(str::len).max().unwrap_or_default()
}

fn changes_of_case(text: &str) -> usize {
    let letters: Vec<u8> = text.bytes().filter(u8::is_ascii_alphabetic).collect();
    let changes = letters
        .windows(2)
        .filter(|pair| pair[0].is_ascii_uppercase() != pair[1].is_ascii_uppercase());
    changes.count()
}

/// Whether a text looks like the output of a generator and not like words joined by dashes.
pub fn looks_random(body: &str) -> bool {
    let has_capital = body.bytes().any(|c| c.is_ascii_uppercase());
    let runs = body.split(|c: char| !c.is_ascii_alphanumeric());
    let random_run = |run: &str| {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        let mixed = digits > 0 && (digits < run.len() || has_capital);
        run.len() >= 10 && mixed || run.len() >= 16 && changes_of_case(run) >= run.len() / 4
    };
    let all_kinds = body.len() >= 24 && has_all_kinds(body) && changes_of_case(body) >= 4;
    all_kinds || runs.into_iter().any(random_run)
}

fn end_of_aws_id(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let run = |from: usize| {
        let is_id = |c: &&u8| c.is_ascii_uppercase() || c.is_ascii_digit();
        from + bytes[from..].iter().take_while(is_id).count()
    };
    let mut end = run(from);
    let mut length = end - from;
    while length < AWS_ID {
        let gap = gap(&text[end..]);
        let next = run(end + gap) - (end + gap);
        // A space ends a word; a line break may stand in one.
        let is_word = text[end..end + gap].bytes().all(|c| c == b' ');
        if next == 0 || is_word || length + next > 2 * AWS_ID {
            break;
        }
        length += next;
        end += gap + next;
    }
    let ends = bytes.get(end).is_none_or(|c| !c.is_ascii_alphanumeric());
    ((12..=28).contains(&length) && ends).then_some(end)
}

/// How many bytes of white space and invisible characters a text begins with.
fn gap(text: &str) -> usize {
    let gap = text
        .chars()
        .take_while(|c| c.is_whitespace() || is_unsafe(*c));
    gap.map(char::len_utf8).sum()
}

/// Where a JWT ends that begins at a byte: parts of base64url joined by dots.
fn end_of_jwt(text: &str, from: usize) -> Option<usize> {
    let (token, end) = joined(text, from, |c| is_key_byte(c) || c == b'.');
    let mut parts = token.split('.');
    let is_head = parts.next().is_some_and(|head| head.len() >= 12);
    let is_body = parts.next().is_some_and(|body| body.len() >= 8);
    let kept = text[from..end].trim_end_matches('.').len();
    (is_head && is_body).then_some(from + kept)
}

/// Where a block of PEM ends that is a private key; a block that was cut off ends with the text.
fn end_of_pem(text: &str) -> Option<usize> {
    let head = text[PEM.prefix.len()..].find("-----")? + PEM.prefix.len();
    if !text[..head].contains("PRIVATE KEY") {
        return None;
    }
    let end = text[head..].find("-----END ").and_then(|at| {
        let at = head + at + "-----END ".len();
        Some(at + text[at..].find("-----")? + 5)
    });
    Some(end.unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: &[(&str, &str)] = &[
        (
            "sk-ant-api03-AbCdEf0123456789abcdef_-xyz",
            "an Anthropic key",
        ),
        ("sk-ant-PLANTED-0123456789", "an Anthropic key"),
        ("sk-ant-oat01-AbCdEf0123456789abcdef", "a Claude token"),
        ("sk-proj-AbCdEf0123456789abcdef", "an OpenAI key"),
        ("sk-0123456789abcdef0123456789abcdef", "an API key"),
        (
            "sk-or-v1-0123456789abcdef0123456789abcdef",
            "an OpenRouter key",
        ),
        ("sk-kimi-AbCdEf0123456789", "a Kimi key"),
        ("gsk_AbCdEf0123456789AbCdEf0123456789", "a Groq key"),
        ("xai-AbCdEf0123456789AbCdEf0123456789", "an xAI key"),
        ("csk-abcdef0123456789abcdef0123456789", "a Cerebras key"),
        (
            "hf_AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh",
            "a Hugging Face token",
        ),
        (
            "AIzaSyAbCdEf0123456789AbCdEf0123456789A",
            "a Google API key",
        ),
        ("AKIAIOSFODNN7EXAMPLE", "an AWS access key id"),
        ("ASIAIOSFODNN7EXAMPLE", "an AWS access key id"),
        (
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "an AWS secret access key",
        ),
        ("ghp_AbCdEf0123456789AbCdEf0123456789AbCd", "a GitHub token"),
        (
            "github_pat_11ABCDEFG0123456789_AbCdEf0123456789",
            "a GitHub token",
        ),
        ("mnfst_AbCdEf0123456789", "a Manifest key"),
        (
            "0123456789abcdef0123456789abcdef.AbCdEf0123456789",
            "a z.ai key",
        ),
        (
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.AbCdEf0123456789",
            "a token (JWT)",
        ),
        (
            "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
            "a private key",
        ),
    ];

    #[test]
    fn every_format_is_recognized_alone_and_where_it_may_stand() {
        for (key, what) in KEYS {
            let found = key_in(key).unwrap_or_else(|| panic!("{key}"));
            assert_eq!(
                (found.range, found.format.what),
                (0..key.len(), *what),
                "{key}"
            );
            if found.format.prefix.is_empty() {
                continue;
            }
            for (before, after) in [
                ("No ", "."),
                ("key:", ")"),
                ("(", ")."),
                ("=", "&x=1"),
                ("\"", "\""),
                ("é", "é"),
                ("_", " is wrong"),
            ] {
                let text = format!("{before}{key}{after}");
                let found = key_in(&text).unwrap_or_else(|| panic!("{text}"));
                assert_eq!(&text[found.range], *key, "{text}");
            }
        }
    }

    #[test]
    fn a_key_that_was_broken_is_recognized_as_a_whole() {
        for text in [
            "sk-ant-api03-AbCdEf01\n  23456789abcdefAB",
            "sk-ant-api03-AbCdEf\u{200b}0123456789\r\nabcd0123",
            "sk-ant- AbCdEf0123456789",
        ] {
            let found = key_in(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(found.range, 0..text.len(), "{text}");
        }
        let found = key_in("sk-ant-AbCdEf0123456789\nplease check").expect("a key");
        assert_eq!(found.range.end, 23);
    }

    #[test]
    fn names_slugs_and_models_are_no_keys() {
        for text in [
            "",
            "sk-",
            "sk-learn",
            "sk-test",
            "sk-test-connection",
            "sk-test-connection-2024-06",
            "sk-learn-classifier-model-v2",
            "sk-ant-",
            "sk-ant-…",
            "Anthropic (sk-ant-…)",
            "risk-assessment-0123456789",
            "task-0123456789abcdef",
            "disk-0123456789abcdef",
            "xai-grok-4-0709",
            "xai-grok-code-fast-1",
            "gsk_",
            "hf_",
            "AKIA…",
            "AKIATEST",
            "ASIA-PACIFIC",
            "eyJ",
            "claude-opus-4-20250514",
            "anthropic.claude-3-5-sonnet-20241022-v2:0",
            "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "gpt-4o-2024-08-06",
            "accounts/fireworks/models/llama-v3p1-405b-instruct",
            "qwen3-coder:30b",
            "hf.co/bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M",
            "hf_hub_model_with_a_long_name",
            "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "9f86d081-884c-7d65-9a2f-eaa0c55ad015",
            "-----BEGIN CERTIFICATE-----\nMIIE",
            "ft:gpt-4o-mini-2024-07-18:acme::9aBcDeFg",
            "@cf/meta/llama-3.1-8b-instruct-fp8-fast",
            "Bedrock (IAM)",
        ] {
            assert_eq!(key_in(text), None, "{text}");
        }
    }

    #[test]
    fn the_public_part_of_a_key_is_its_prefix_and_version() {
        assert_eq!(public_prefix("sk-ant-api03-AbCd"), "sk-ant-api03-".len());
        assert_eq!(public_prefix("sk-or-v1-0123"), "sk-or-v1-".len());
        assert_eq!(public_prefix("sk-AbCd"), 3);
        assert_eq!(public_prefix("hunter2"), 0);
    }
}
