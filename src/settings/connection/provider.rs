//! Provider types: labels, supported auth types, endpoints and protocols.

/// The wire protocol of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Anthropic's Messages API.
    AnthropicMessages,
    /// The Chat Completions API of `OpenAI`.
    OpenAiCompletions,
    /// AWS Bedrock's native API.
    Bedrock,
    /// Google Vertex AI's native API.
    Vertex,
}

impl Protocol {
    /// The value that Craft stores in `customEndpoint.api`; for the other two, the common name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AnthropicMessages => "anthropic-messages",
            Self::OpenAiCompletions => "openai-completions",
            Self::Bedrock => "bedrock",
            Self::Vertex => "vertex",
        }
    }

    /// The protocol of a compatible endpoint that can replace an upstream with this runtime API;
    /// None if no compatible endpoint uses the API.
    pub(in crate::settings) fn of_api(api: &str) -> Option<Self> {
        match api {
            "anthropic-messages" => Some(Self::AnthropicMessages),
            "openai-completions" | "openai-responses" => Some(Self::OpenAiCompletions),
            _ => None,
        }
    }

    /// The upstream that Craft's own setup writes for a compatible endpoint with this protocol;
    /// without an upstream Craft does not read the key.
    pub(in crate::settings) const fn upstream(self) -> Option<&'static str> {
        match self {
            Self::AnthropicMessages => Some("anthropic"),
            Self::OpenAiCompletions => Some("openai"),
            Self::Bedrock | Self::Vertex => None,
        }
    }

    /// The protocol of a compatible endpoint with an upstream, as setup writes it.
    pub(in crate::settings) fn of_upstream(upstream: &str) -> Option<Self> {
        let both = [Self::AnthropicMessages, Self::OpenAiCompletions];
        both.into_iter().find(|protocol| protocol.upstream() == Some(upstream))
    }
}

/// The default endpoint of a provider type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultEndpoint {
    /// Always this URL.
    Fixed(&'static str),
    /// No default: the connection must have a `baseUrl`.
    BaseUrl,
    /// Follows from `awsRegion`.
    AwsRegion,
    /// Follows from `gcpRegion`.
    GcpRegion,
    /// Follows from `piAuthProvider`.
    Upstream,
}

/// How a provider type's protocol is determined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProtocolSource {
    /// The same for every connection of the type.
    Always(Protocol),
    /// Follows from `piAuthProvider`.
    Upstream,
    /// Set by the connection's `customEndpoint.api`.
    CustomEndpoint,
}

/// One row of the provider table.
#[derive(Debug)]
pub struct Provider {
    /// The value of `providerType`.
    pub value: &'static str,
    pub label: &'static str,
    /// The label with `oauth`, if it differs.
    pub oauth_label: Option<&'static str>,
    /// The supported `authType` values; the first is the usual one.
    pub auth: &'static [&'static str],
    /// Its default endpoint.
    pub endpoint: DefaultEndpoint,
    pub protocol: ProtocolSource,
}

/// Every provider type that Craft Agents 0.10 knows.
pub const PROVIDERS: &[Provider] = &[
    Provider {
        value: "anthropic",
        label: "Anthropic API",
        oauth_label: Some("Anthropic Subscription"),
        auth: &["api_key", "oauth"],
        endpoint: DefaultEndpoint::Fixed("https://api.anthropic.com"),
        protocol: ProtocolSource::Always(Protocol::AnthropicMessages),
    },
    Provider {
        value: "anthropic_compat",
        label: "Anthropic-compatible",
        oauth_label: None,
        auth: &["api_key_with_endpoint"],
        endpoint: DefaultEndpoint::BaseUrl,
        protocol: ProtocolSource::Always(Protocol::AnthropicMessages),
    },
    Provider {
        value: "openai",
        label: "OpenAI API",
        oauth_label: Some("ChatGPT Subscription"),
        auth: &["api_key", "oauth"],
        endpoint: DefaultEndpoint::Fixed("https://api.openai.com/v1"),
        protocol: ProtocolSource::Always(Protocol::OpenAiCompletions),
    },
    Provider {
        value: "openai_compat",
        label: "OpenAI-compatible",
        oauth_label: None,
        auth: &["api_key_with_endpoint", "none"],
        endpoint: DefaultEndpoint::BaseUrl,
        protocol: ProtocolSource::Always(Protocol::OpenAiCompletions),
    },
    Provider {
        value: "bedrock",
        label: "AWS Bedrock",
        oauth_label: None,
        auth: &["bearer_token", "iam_credentials", "environment"],
        endpoint: DefaultEndpoint::AwsRegion,
        protocol: ProtocolSource::Always(Protocol::Bedrock),
    },
    Provider {
        value: "vertex",
        label: "Google Vertex AI",
        oauth_label: None,
        auth: &["oauth", "service_account_file", "environment"],
        endpoint: DefaultEndpoint::GcpRegion,
        protocol: ProtocolSource::Always(Protocol::Vertex),
    },
    Provider {
        value: "pi",
        label: "Craft Agents Backend",
        oauth_label: None,
        auth: &["api_key", "oauth", "iam_credentials", "environment", "none"],
        endpoint: DefaultEndpoint::Upstream,
        protocol: ProtocolSource::Upstream,
    },
    Provider {
        value: "pi_compat",
        label: "Craft Agents Backend Compatible",
        oauth_label: None,
        auth: &["api_key_with_endpoint", "none"],
        endpoint: DefaultEndpoint::BaseUrl,
        protocol: ProtocolSource::CustomEndpoint,
    },
];

/// The upstreams of a `pi` connection: `piAuthProvider` and the row label. Every upstream of the
/// catalog has a row.
pub const UPSTREAMS: &[(&str, &str)] = &[
    ("anthropic", "Anthropic API"),
    ("openai", "OpenAI API"),
    ("openai-codex", "ChatGPT Subscription"),
    ("google", "Google AI Studio"),
    ("google-vertex", "Google Vertex AI"),
    ("openrouter", "OpenRouter"),
    ("azure-openai-responses", "Azure OpenAI"),
    ("amazon-bedrock", "Amazon Bedrock"),
    ("groq", "Groq"),
    ("mistral", "Mistral"),
    ("deepseek", "DeepSeek"),
    ("xai", "xAI"),
    ("cerebras", "Cerebras"),
    ("zai", "z.ai"),
    ("huggingface", "Hugging Face"),
    ("minimax", "Minimax"),
    ("minimax-cn", "Minimax CN"),
    ("kimi-coding", "Kimi (Coding)"),
    ("vercel-ai-gateway", "Vercel AI Gateway"),
    ("github-copilot", "GitHub Copilot"),
    ("moonshotai", "Moonshot AI"),
    ("moonshotai-cn", "Moonshot AI CN"),
    ("fireworks", "Fireworks AI"),
    ("opencode", "OpenCode Zen"),
    ("opencode-go", "OpenCode Go"),
    ("cloudflare-workers-ai", "Cloudflare Workers AI"),
    ("cloudflare-ai-gateway", "Cloudflare AI Gateway"),
    ("xiaomi", "Xiaomi MiMo"),
    ("xiaomi-token-plan-ams", "Xiaomi MiMo token plan (Amsterdam)"),
    ("xiaomi-token-plan-cn", "Xiaomi MiMo token plan (China)"),
    ("xiaomi-token-plan-sgp", "Xiaomi MiMo token plan (Singapore)"),
];

/// The auth types: the `authType` value and a short description.
pub const AUTH_TYPES: &[(&str, &str)] = &[
    ("api_key", "API key"),
    ("api_key_with_endpoint", "API key + custom endpoint"),
    ("bearer_token", "Bearer token"),
    ("oauth", "Login in a browser"),
    ("iam_credentials", "AWS access keys"),
    ("service_account_file", "Service account file"),
    ("environment", "Environment's own credentials"),
    ("none", "No authentication"),
];

/// The table row for a `providerType`; None for a value from another Craft version.
pub fn provider(value: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|p| p.value == value)
}

/// The label for a value in a `(value, label)` table.
pub(crate) fn label_in(table: &'static [(&str, &str)], value: &str) -> Option<&'static str> {
    table.iter().find(|(v, _)| *v == value).map(|(_, label)| *label)
}
