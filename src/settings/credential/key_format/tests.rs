//! Which texts are keys, and which only start like one.

use super::*;

const KEYS: &[(&str, &str)] = &[
    ("sk-ant-api03-AbCdEf0123456789abcdef_-xyz", "an Anthropic key"),
    ("sk-ant-PLANTED-0123456789", "an Anthropic key"),
    ("sk-ant-oat01-AbCdEf0123456789abcdef", "a Claude token"),
    ("sk-proj-AbCdEf0123456789abcdef", "an OpenAI key"),
    ("sk-0123456789abcdef0123456789abcdef", "an API key"),
    ("sk-or-v1-0123456789abcdef0123456789abcdef", "an OpenRouter key"),
    ("sk-kimi-AbCdEf0123456789", "a Kimi key"),
    ("gsk_AbCdEf0123456789AbCdEf0123456789", "a Groq key"),
    ("xai-AbCdEf0123456789AbCdEf0123456789", "an xAI key"),
    ("csk-abcdef0123456789abcdef0123456789", "a Cerebras key"),
    ("hf_AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh", "a Hugging Face token"),
    ("AIzaSyAbCdEf0123456789AbCdEf0123456789A", "a Google API key"),
    ("AKIAIOSFODNN7EXAMPLE", "an AWS access key id"),
    ("ASIAIOSFODNN7EXAMPLE", "an AWS access key id"),
    ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "an AWS secret access key"),
    ("ghp_AbCdEf0123456789AbCdEf0123456789AbCd", "a GitHub token"),
    ("github_pat_11ABCDEFG0123456789_AbCdEf0123456789", "a GitHub token"),
    ("mnfst_AbCdEf0123456789", "a Manifest key"),
    ("0123456789abcdef0123456789abcdef.AbCdEf0123456789", "a z.ai key"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.AbCdEf0123456789", "a token (JWT)"),
    ("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", "a private key"),
];

#[test]
fn every_format_is_recognized_alone_and_in_text() {
    for (key, what) in KEYS {
        let found = key_in(key).unwrap_or_else(|| panic!("{key}"));
        assert_eq!((found.range, found.format.what), (0..key.len(), *what), "{key}");
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
fn broken_key_is_recognized_as_a_whole() {
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
fn names_slugs_and_models_are_not_keys() {
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
fn public_part_of_a_key_is_prefix_and_version() {
    assert_eq!(public_prefix("sk-ant-api03-AbCd"), "sk-ant-api03-".len());
    assert_eq!(public_prefix("sk-or-v1-0123"), "sk-or-v1-".len());
    assert_eq!(public_prefix("sk-AbCd"), 3);
    assert_eq!(public_prefix("hunter2"), 0);
}
