//! Providers with several similar endpoints that reject each other's keys: global and China, plan
//! and pay-as-you-go, EU and US.

/// One endpoint of a provider: the provider's name, a label, and the start of the URL.
struct SiblingEndpoint {
    provider: &'static str,
    name: &'static str,
    address: &'static str,
}

const fn endpoint(
    provider: &'static str,
    name: &'static str,
    address: &'static str,
) -> SiblingEndpoint {
    SiblingEndpoint { provider, name, address }
}

/// If an endpoint belongs to a preset, the name is the preset's.
const SIBLING_ENDPOINTS: &[SiblingEndpoint] = &[
    endpoint("openai", "OpenAI", "api.openai.com"),
    endpoint("openai", "OpenAI EU", "eu.api.openai.com"),
    endpoint("openai", "OpenAI US", "us.api.openai.com"),
    endpoint("moonshot", "Moonshot AI", "api.moonshot.ai"),
    endpoint("moonshot", "Moonshot AI CN", "api.moonshot.cn"),
    endpoint("moonshot", "Kimi (Coding)", "api.kimi.com/coding"),
    endpoint("minimax", "Minimax Global", "api.minimax.io"),
    endpoint("minimax", "Minimax CN", "api.minimaxi.com"),
    endpoint("zai", "z.ai (GLM)", "api.z.ai/api/coding/paas"),
    endpoint("zai", "z.ai, pay as you go", "api.z.ai/api/paas"),
    endpoint("zai", "BigModel coding plan", "open.bigmodel.cn/api/coding/paas"),
    endpoint("zai", "BigModel", "open.bigmodel.cn/api/paas"),
    endpoint("xiaomi", "Xiaomi MiMo", "api.xiaomimimo.com"),
    endpoint("xiaomi", "Xiaomi MiMo token plan (Amsterdam)", "token-plan-ams.xiaomimimo.com"),
    endpoint("xiaomi", "Xiaomi MiMo token plan (China)", "token-plan-cn.xiaomimimo.com"),
    endpoint("xiaomi", "Xiaomi MiMo token plan (Singapore)", "token-plan-sgp.xiaomimimo.com"),
    endpoint("opencode", "OpenCode Zen", "opencode.ai/zen/v1"),
    endpoint("opencode", "OpenCode Go", "opencode.ai/zen/go"),
    endpoint("dashscope", "DashScope China", "dashscope.aliyuncs.com"),
    endpoint("dashscope", "DashScope international", "dashscope-intl.aliyuncs.com"),
    endpoint("dashscope", "DashScope US", "dashscope-us.aliyuncs.com"),
    endpoint("dashscope", "DashScope coding plan", "coding.dashscope.aliyuncs.com"),
    endpoint(
        "dashscope",
        "DashScope coding plan international",
        "coding-intl.dashscope.aliyuncs.com",
    ),
    endpoint("siliconflow", "SiliconFlow", "api.siliconflow.com"),
    endpoint("siliconflow", "SiliconFlow China", "api.siliconflow.cn"),
    endpoint("mistral", "Mistral", "api.mistral.ai"),
    endpoint("mistral", "Codestral", "codestral.mistral.ai"),
    endpoint("ark", "Volcengine Ark coding plan", "ark.cn-beijing.volces.com/api/coding"),
    endpoint("ark", "Volcengine Ark", "ark.cn-beijing.volces.com/api/v3"),
    endpoint("ark", "BytePlus ModelArk", "ark.ap-southeast.bytepluses.com"),
];

/// The other endpoints of a URL's provider, each with its host or path; empty if there are none.
pub fn sibling_endpoints(url: &str) -> Vec<String> {
    let Some(own) = known_endpoint(url) else { return Vec::new() };
    let others = SIBLING_ENDPOINTS
        .iter()
        .filter(|endpoint| endpoint.provider == own.provider && endpoint.name != own.name);
    others.map(|endpoint| format!("{} ({})", endpoint.name, endpoint.address)).collect()
}

fn known_endpoint(url: &str) -> Option<&'static SiblingEndpoint> {
    let (_, address) = url.split_once("://")?;
    let address = address.to_ascii_lowercase();
    SIBLING_ENDPOINTS.iter().find(|endpoint| {
        let rest = address.strip_prefix(endpoint.address);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', ':']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::connection::presets::presets;

    #[test]
    fn preset_endpoints_share_the_preset_name() {
        let mut named = 0;
        for preset in presets() {
            if let Some(endpoint) = preset.text("baseUrl").and_then(known_endpoint) {
                assert_eq!(endpoint.name, preset.name);
                named += 1;
            }
        }
        assert!(named > 10, "{named}");
    }

    #[test]
    fn providers_have_several_distinct_endpoints() {
        for (n, endpoint) in SIBLING_ENDPOINTS.iter().enumerate() {
            assert!(
                !sibling_endpoints(&format!("https://{}", endpoint.address)).is_empty(),
                "{}",
                endpoint.name
            );
            assert!(
                SIBLING_ENDPOINTS[..n].iter().all(|other| other.address != endpoint.address),
                "{}",
                endpoint.name
            );
        }
    }

    #[test]
    fn only_a_complete_host_matches() {
        assert_eq!(sibling_endpoints("https://api.moonshot.ai.evil.example/v1"), [""; 0]);
        assert_eq!(sibling_endpoints("https://api.z.ai/api/other"), [""; 0]);
        assert_eq!(
            sibling_endpoints("HTTPS://API.MINIMAX.IO/anthropic"),
            ["Minimax CN (api.minimaxi.com)"]
        );
    }
}
