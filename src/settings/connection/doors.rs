//! Providers with several similar endpoints that reject each other's keys: global and China, plan
//! and pay-as-you-go, EU and US.

/// One endpoint of a provider: the provider's name, a label, and the start of the URL.
struct Door {
    provider: &'static str,
    name: &'static str,
    address: &'static str,
}

const fn door(provider: &'static str, name: &'static str, address: &'static str) -> Door {
    Door { provider, name, address }
}

/// If an endpoint belongs to a preset, the name is the preset's.
const DOORS: &[Door] = &[
    door("openai", "OpenAI", "api.openai.com"),
    door("openai", "OpenAI EU", "eu.api.openai.com"),
    door("openai", "OpenAI US", "us.api.openai.com"),
    door("moonshot", "Moonshot AI", "api.moonshot.ai"),
    door("moonshot", "Moonshot AI CN", "api.moonshot.cn"),
    door("moonshot", "Kimi (Coding)", "api.kimi.com/coding"),
    door("minimax", "Minimax Global", "api.minimax.io"),
    door("minimax", "Minimax CN", "api.minimaxi.com"),
    door("zai", "z.ai (GLM)", "api.z.ai/api/coding/paas"),
    door("zai", "z.ai, pay as you go", "api.z.ai/api/paas"),
    door("zai", "BigModel coding plan", "open.bigmodel.cn/api/coding/paas"),
    door("zai", "BigModel", "open.bigmodel.cn/api/paas"),
    door("xiaomi", "Xiaomi MiMo", "api.xiaomimimo.com"),
    door("xiaomi", "Xiaomi MiMo token plan (Amsterdam)", "token-plan-ams.xiaomimimo.com"),
    door("xiaomi", "Xiaomi MiMo token plan (China)", "token-plan-cn.xiaomimimo.com"),
    door("xiaomi", "Xiaomi MiMo token plan (Singapore)", "token-plan-sgp.xiaomimimo.com"),
    door("opencode", "OpenCode Zen", "opencode.ai/zen/v1"),
    door("opencode", "OpenCode Go", "opencode.ai/zen/go"),
    door("dashscope", "DashScope China", "dashscope.aliyuncs.com"),
    door("dashscope", "DashScope international", "dashscope-intl.aliyuncs.com"),
    door("dashscope", "DashScope US", "dashscope-us.aliyuncs.com"),
    door("dashscope", "DashScope coding plan", "coding.dashscope.aliyuncs.com"),
    door("dashscope", "DashScope coding plan international", "coding-intl.dashscope.aliyuncs.com"),
    door("siliconflow", "SiliconFlow", "api.siliconflow.com"),
    door("siliconflow", "SiliconFlow China", "api.siliconflow.cn"),
    door("mistral", "Mistral", "api.mistral.ai"),
    door("mistral", "Codestral", "codestral.mistral.ai"),
    door("ark", "Volcengine Ark coding plan", "ark.cn-beijing.volces.com/api/coding"),
    door("ark", "Volcengine Ark", "ark.cn-beijing.volces.com/api/v3"),
    door("ark", "BytePlus ModelArk", "ark.ap-southeast.bytepluses.com"),
];

/// The other endpoints of a URL's provider, each with its host or path; empty if there are none.
pub fn sibling_doors(url: &str) -> Vec<String> {
    let Some(own) = door_of(url) else { return Vec::new() };
    let others = DOORS.iter().filter(|door| door.provider == own.provider && door.name != own.name);
    others.map(|door| format!("{} ({})", door.name, door.address)).collect()
}

fn door_of(url: &str) -> Option<&'static Door> {
    let (_, address) = url.split_once("://")?;
    let address = address.to_ascii_lowercase();
    DOORS.iter().find(|door| {
        let rest = address.strip_prefix(door.address);
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
            if let Some(door) = preset.text("baseUrl").and_then(door_of) {
                assert_eq!(door.name, preset.name);
                named += 1;
            }
        }
        assert!(named > 10, "{named}");
    }

    #[test]
    fn providers_have_several_distinct_endpoints() {
        for (n, door) in DOORS.iter().enumerate() {
            assert!(
                !sibling_doors(&format!("https://{}", door.address)).is_empty(),
                "{}",
                door.name
            );
            assert!(DOORS[..n].iter().all(|other| other.address != door.address), "{}", door.name);
        }
    }

    #[test]
    fn only_a_complete_host_matches() {
        assert_eq!(sibling_doors("https://api.moonshot.ai.evil.example/v1"), [""; 0]);
        assert_eq!(sibling_doors("https://api.z.ai/api/other"), [""; 0]);
        assert_eq!(
            sibling_doors("HTTPS://API.MINIMAX.IO/anthropic"),
            ["Minimax CN (api.minimaxi.com)"]
        );
    }
}
