//! The sections of manual pages beyond the commands.

pub(super) const EXIT_STATUS: [(&str, &str); 3] = [
    ("0", "Done."),
    (
        "1",
        "Refused or failed. Of check, config, doctor, resolve, secret status and validate also: something is wrong.",
    ),
    ("2", "Wrong usage."),
];

pub(super) const ENVIRONMENT: [(&str, &str); 12] = [
    ("CRAFT_CONFIG_DIR", "The folder of config.json. --config-dir takes precedence."),
    (
        "CRAFT_SERVER_URL, CRAFT_SERVER_TOKEN",
        "The address and token of a running Craft's server. They take precedence over serverConfig in config.json.",
    ),
    ("XDG_STATE_HOME", "Its folder llm-connections holds the backups. Default: ~/.local/state."),
    ("VISUAL, EDITOR", "The editor for a connection's JSON and for broken files."),
    (
        "NO_COLOR, CLICOLOR, CLICOLOR_FORCE",
        "If NO_COLOR is set and not empty, nothing has colors. CLICOLOR=0 turns colors off in commands, and CLICOLOR_FORCE turns them on where the output is not a terminal.",
    ),
    ("TERM", "dumb: no colors. linux: symbols and borders in ASCII."),
    ("LC_ALL, LC_CTYPE, LANG", "A locale without UTF-8 gets symbols and borders in ASCII."),
    (
        "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY",
        "The proxies of validating, fetching models and signing in. Craft's networkProxy in config.json takes precedence.",
    ),
    ("SSL_CERT_FILE, SSL_CERT_DIR", "Certificates that are trusted in place of the system's."),
    ("NODE_EXTRA_CA_CERTS", "Certificates that are trusted as well."),
    ("LLM_CONNECTIONS_LOG", "The log file, unless --log names one."),
    ("LLM_CONNECTIONS_COMPLETE", "Set by the completions of a shell: the program answers them."),
];

pub(super) const FILES: [(&str, &str); 5] = [
    ("~/.craft-agent/config.json", "Craft's configuration, with the connections."),
    (
        "~/.craft-agent/credentials.enc",
        "Craft's encrypted credentials. Always there, even if config.json is in another folder.",
    ),
    ("WORKSPACE/config.json", "What a workspace sets for its new chats."),
    ("WORKSPACE/sessions/*/session.jsonl", "Only read: which connection a session is locked to."),
    (
        "~/.local/state/llm-connections/backups/",
        "Copies of the files as they were before each run first changed them.",
    ),
];
