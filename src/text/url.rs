//! Web addresses compared.

use url::Url;

/// The bytes of a text in which a mark and two hexadecimal digits stand for one byte: `%20` in an
/// address, `#20` in a name of a PDF. What does not follow that is left.
pub fn unescaped(text: &[u8], mark: u8) -> Vec<u8> {
    let digit = |at: usize| text.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        if *byte == mark
            && let (Some(high), Some(low)) = (digit(at + 1), digit(at + 2))
            && let Ok(meant) = u8::try_from(high * 16 + low)
        {
            bytes.push(meant);
            at += 3;
        } else {
            bytes.push(*byte);
            at += 1;
        }
    }
    bytes
}

/// The same text for all addresses that lead to the same page, as far as an address can tell; `None` if it is
/// no `http` or `https` address.
///
/// Scheme, letter case of the host, default port, fragment, user name, order of parameters, parameters that
/// only count visitors, and a slash at the end make no difference. Made for comparing, not for visiting.
pub fn normalise(address: &str) -> Option<String> {
    let mut address = parse(address)?;
    _ = address.set_username("");
    _ = address.set_password(None);
    // Some pages are told apart by what is behind `#!` or `#/`.
    if !address.fragment().is_some_and(|place| place.starts_with(['!', '/'])) {
        address.set_fragment(None);
    }
    let mut parameters: Vec<(String, String)> = address
        .query_pairs()
        .filter(|(name, _)| !counts_visitors(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    parameters.sort();
    address.set_query(None);
    if !parameters.is_empty() {
        address.query_pairs_mut().extend_pairs(parameters);
    }
    let path = address.path().trim_end_matches('/').to_owned();
    address.set_path(&path);
    let host = address.host_str()?.trim_end_matches('.').to_owned();
    let port = address.port().filter(|port| !matches!(port, 80 | 443));
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    let query = address.query().map(|query| format!("?{query}")).unwrap_or_default();
    let place = address.fragment().map(|place| format!("#{place}")).unwrap_or_default();
    Some(format!("https://{host}{port}{path}{query}{place}"))
}

/// The host of a web address without `www.`, to show where a link leads.
pub fn host(address: &str) -> Option<String> {
    let address = parse(address)?;
    let host = address.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

fn parse(address: &str) -> Option<Url> {
    if address.len() > 4000 {
        return None;
    }
    let address = Url::parse(address.trim()).ok()?;
    (matches!(address.scheme(), "http" | "https") && address.has_host()).then_some(address)
}

fn counts_visitors(parameter: &str) -> bool {
    let name = parameter.to_ascii_lowercase();
    name.starts_with("utm_")
        || name.starts_with("mtm_")
        || name.starts_with("pk_")
        || name.starts_with("piwik_")
        || matches!(
            name.as_str(),
            "fbclid"
                | "gclid"
                | "dclid"
                | "gbraid"
                | "wbraid"
                | "msclkid"
                | "yclid"
                | "twclid"
                | "ttclid"
                | "igshid"
                | "igsh"
                | "mc_cid"
                | "mc_eid"
                | "_ga"
                | "_gl"
                | "_hsenc"
                | "_hsmi"
                | "mkt_tok"
                | "oly_anon_id"
                | "oly_enc_id"
                | "vero_id"
                | "wickedid"
                | "ref_src"
                | "ref_url"
                | "si"
        )
}
