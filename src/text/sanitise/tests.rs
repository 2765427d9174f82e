//! Attacks that must come out harmless, and markup that must come out whole.

use std::time::Instant;

use super::{html, remote, text};

/// None of these may leave anything active.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"javascript:alert(1)\">",
    "<img/src/onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)//",
    "<a href=\"javascript:alert(1)\">a</a>",
    "<a href=\" java\nscript:alert(1)\">a</a>",
    "<a href=\"java&#x09;script:alert(1)\">a</a>",
    "<a href=\"&#106;&#97;&#118;&#97;script:alert(1)\">a</a>",
    "<a href=\"\u{1}javascript:alert(1)\">a</a>",
    "<a href=\"vbscript:x\">a</a>",
    "<a href=\"data:text/html;base64,PHNjcmlwdD4=\">a</a>",
    "<a href=\"blob:https://a/b\">a</a>",
    "<a href=\"file:///etc/passwd\">a</a>",
    "<a href=\"/\\evil.example\">a</a>",
    "<a href=\"\\\\evil.example\">a</a>",
    "<a onmouseover=alert(1) href=/ok>a</a>",
    "<a href='x' style='position:fixed;inset:0'>a</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1)></svg>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<math href=\"javascript:alert(1)\">x</math>",
    "<iframe src=\"https://evil.example\"></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=x.swf></object><embed src=x.swf>",
    "<form action=/logout method=post><button>x</button></form>",
    "<input autofocus onfocus=alert(1)><textarea></textarea><select><option>x</select>",
    "<meta http-equiv=refresh content=\"0;url=https://evil.example\">",
    "<base href=\"https://evil.example/\">",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<table background=\"javascript:alert(1)\"><tr><td>x</table>",
    "<video src=x onloadstart=alert(1)></video><video poster=javascript:alert(1)></video>",
    "<audio autoplay src=\"data:audio/mp3,x\"></audio>",
    "<details ontoggle=alert(1) open>x</details>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<textarea><p title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>",
    "<template><script>alert(1)</script></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href=\"javascript:alert(1)\"?>",
    "<p title='\"><script>alert(1)</script>'>x</p>",
    "<p lang='\"><script>alert(1)</script>'>x</p>",
    "<img alt='\"><script>alert(1)</script>' src='data:,x'>",
    "<img alt='<script>alert(1)</script>'>",
    "<a id=location href=#x name=top>clobber</a><form id=document></form>",
    "<p class=\"button danger site-header\">x</p>",
    "<button popovertarget=x>x</button><dialog open>x</dialog>",
    "<portal src=https://evil.example></portal><frameset><frame src=x></frameset>",
    "<h1 onclick=alert(1)>x</h1>",
    "<a href=https://a.example target=_blank rel=opener ping=https://evil.example>x</a>",
    "<img src=/a.png srcset='https://evil.example/x 2x' usemap=#m ismap>",
    "<picture><source srcset='javascript:alert(1)'><img src=/a.png></picture>",
    "<x-element onclick=alert(1) is=a>x</x-element>",
    "<a href=\"https://user:pw@evil.example\u{202E}/\">x</a>",
];

#[test]
fn no_attack_leaves_anything_active() {
    for attack in ATTACKS {
        for clean in [html(attack), remote(attack)] {
            let tags = tags(&clean);
            for bad in [
                "<script",
                "<iframe",
                "<object",
                "<embed",
                "<svg",
                "<math",
                "<form",
                "<input",
                "<button",
                "<meta",
                "<base",
                "<link",
                "<style",
                "<template",
                "<dialog",
                "<textarea",
                "<select",
                "javascript:",
                "vbscript:",
                "data:",
                "blob:",
                "file:",
                " on",
                " style=",
                "srcset",
                "srcdoc",
                "target=",
                "ping=",
                "autoplay",
                "background",
                "=\"//",
                "=\"/\\",
                "popover",
                "id=\"loc",
                "name=",
                "site-header",
                "opener\"",
            ] {
                let found = tags.iter().find(|tag| tag.to_lowercase().contains(bad));
                assert!(found.is_none(), "{attack}\n gives {clean}\n with {bad}");
            }
            assert_eq!(html(&clean), html(&html(&clean)), "{attack}");
        }
    }
    assert!(ATTACKS.len() >= 40);
}

/// The tags of a clean text without the values of `title` and `alt`, which are only words.
fn tags(clean: &str) -> Vec<String> {
    let document = scraper::Html::parse_fragment(clean);
    let mut tags = Vec::new();
    for node in document.tree.nodes() {
        if let Some(element) = node.value().as_element() {
            let attributes: Vec<String> = element
                .attrs()
                .filter(|(name, _)| !matches!(*name, "title" | "alt"))
                .map(|(name, value)| format!(" {name}=\"{value}\""))
                .collect();
            let attributes = attributes.concat();
            tags.push(format!("<{}{attributes}>", element.name()));
        }
    }
    tags
}

#[test]
fn what_a_course_needs_is_kept() {
    for (given, wanted) in [
        ("<h1>A</h1><h3>B</h3>", "<h2>A</h2><h3>B</h3>"),
        (
            "<a href='https://a.example/x?y=1&z=2'>x</a>",
            "<a href=\"https://a.example/x?y=1&amp;z=2\" rel=\"noopener noreferrer nofollow ugc\">x</a>",
        ),
        ("<a href='/r/abc'>x</a>", "<a href=\"/r/abc\">x</a>"),
        (
            "<a href='//a.example'>x</a>",
            "<a href=\"https://a.example/\" rel=\"noopener noreferrer nofollow ugc\">x</a>",
        ),
        (
            "<a href='www.a.example'>x</a>",
            "<a href=\"https://www.a.example/\" rel=\"noopener noreferrer nofollow ugc\">x</a>",
        ),
        ("<a href='mailto:a@b.example'>x</a>", "<a href=\"mailto:a@b.example\">x</a>"),
        ("<a href='tel:+4912'>x</a>", "<a href=\"tel:+4912\">x</a>"),
        ("<a href='#k1'>x</a><p id=k1>y</p>", "<a href=\"#u-k1\">x</a><p id=\"u-k1\">y</p>"),
        ("<a href='page.html'>x</a>", "<a>x</a>"),
        ("<img src=/a.png alt='A tree'>", "<img src=\"/a.png\" alt=\"A tree\" loading=\"lazy\">"),
        ("<img src=/a.png>", "<img src=\"/a.png\" loading=\"lazy\" alt=\"\">"),
        ("<p><img src=data:x alt='A <b> tree'></p>", "<p>A &lt;b&gt; tree</p>"),
        (
            "<img src=/a.png alt=x width=50% height=20px>",
            "<img src=\"/a.png\" alt=\"x\" loading=\"lazy\" height=\"20\">",
        ),
        (
            "<table><caption>C</caption><tr><th scope=ROW colspan=2>x</th></tr></table>",
            "<table><caption>C</caption><tbody><tr><th scope=\"row\" colspan=\"2\">x</th></tr></tbody></table>",
        ),
        ("<details><summary>S</summary>x</details>", "<details><summary>S</summary>x</details>"),
        (
            "<p class='course-note big'>x</p><p class=big>y</p>",
            "<p class=\"course-note\">x</p><p>y</p>",
        ),
        (
            "<span class=texhtml lang=de_at dir=RTL>x</span>",
            "<span class=\"texhtml\" lang=\"de-AT\" dir=\"rtl\">x</span>",
        ),
        ("<p>5 < 6 &amp; 7 > 3</p>", "<p>5 &lt; 6 &amp; 7 &gt; 3</p>"),
        ("<p>open <b>bold", "<p>open <b>bold</b></p>"),
        ("<ol start=3 type=a><li>x</ol>", "<ol start=\"3\" type=\"a\"><li>x</li></ol>"),
        ("<o:p>Word</o:p><font color=red>red</font>", "Wordred"),
    ] {
        assert_eq!(html(given), wanted);
        assert_eq!(html(wanted), wanted, "cleaning again");
    }
    let film =
        html("<video src=/f.mp4 width=320><track src=/f.vtt kind=captions srclang=de></video>");
    assert!(film.contains("controls=\"\"") && film.contains("kind=\"captions\""), "{film}");
}

#[test]
fn other_servers_get_words_and_links_only() {
    assert_eq!(
        remote(
            "<p>Hi <span class='h-card x'><a href='https://a.example/@b' class='u-url mention'>@b</a></span></p>"
        ),
        "<p>Hi <span class=\"h-card\"><a href=\"https://a.example/@b\" class=\"u-url mention\" \
         rel=\"noopener noreferrer nofollow ugc\">@b</a></span></p>"
    );
    assert_eq!(
        remote("<p id=x>a<img src=https://a.example/t.gif><a href=/logout>b</a></p>"),
        "<p>a<a>b</a></p>"
    );
}

#[test]
fn text_keeps_lines_and_loses_markup() {
    for (given, wanted) in [
        ("plain  words\n here ", "plain words here"),
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
        ("<ul><li>a</li><li>b</li></ul>end", "a\nb\n\nend"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3"),
        ("x<script>evil()</script><style>p{}</style>y", "xy"),
        ("Fish &amp; chips &eacute;&#233;&#xE9; 3&lt;4&nbsp;m", "Fish & chips ééé 3<4 m"),
        ("<img src=a.png alt='a tree'> grows", "a tree grows"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("", ""),
        ("<p>", ""),
        ("5 < 6", "5 < 6"),
    ] {
        assert_eq!(text(given), wanted, "{given}");
    }
}

#[test]
fn hostile_nesting_costs_no_time() {
    let units = [
        "<div>",
        "<div><p>",
        "<b><i>",
        "<a href=x>",
        "<table>",
        "<p>",
        "<",
        "&",
        "&amp;",
        "<x ",
        "<li>",
        "<td>",
        "<table><td>",
        "<b>x</p>",
        "<b lang=a><p>x",
        "<p id=a>",
        "<!--",
        "</p>",
        "</b>",
        "<br>",
        "<div a=\"</div>\">",
        "<table>x",
        "<table><b>x</b>",
        "<svg>",
        "<select>",
        "<script",
        "<q a=",
        "«",
        "<sub><p>x",
        "<ruby><rt>",
        "<i><table><td>x",
        "</table>x<table>",
        "<h1><h2>",
        "<details><summary>",
        "<dl><dt><dd>",
    ];
    let mut deep: Vec<String> = units.iter().map(|unit| unit.repeat(3000)).collect();
    let attributes: Vec<String> = (0..6_000).map(|n| format!("a{n}=b ")).collect();
    deep.push(format!("<p {}>", attributes.concat()));
    deep.push("<table>".to_owned() + &"<b>x</b>".repeat(8000));
    deep.push(
        (0..200).map(|n| format!("<b lang=a{n}>")).collect::<Vec<_>>().concat()
            + &"<p>x".repeat(8000),
    );
    for attack in &deep {
        let start = Instant::now();
        let sizes = [html(attack).len(), remote(attack).len(), text(attack).len()];
        let start_of = &attack[..attack.len().min(12)];
        println!("{start_of}: {} ms, {sizes:?}", start.elapsed().as_millis());
        assert!(start.elapsed().as_secs() < 30, "{start_of} took {:?}", start.elapsed());
        assert!(sizes[0] < 20_000_000);
    }
}
