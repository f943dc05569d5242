"""Files that try to run in the browser of whoever opens them, each as (name, bytes).

Each would put the word `ran` into the title of its page, into the cookie jar or into the page that embeds it.
"""

RUN = b"document.title='ran';document.cookie='ran=1'"

CORPUS: list[tuple[str, bytes]] = [
    ("page.html", b"<!doctype html><title>x</title><script>" + RUN + b"</script>"),
    ("page.htm", b'<body onload="' + RUN.replace(b"'", b"&#39;") + b'">'),
    ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>' + RUN + b"</script></svg>"),
    (
        "drawing-on-load.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="' + RUN + b'"><rect width="9" height="9"/></svg>',
    ),
    (
        "page-in-drawing.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg"><foreignObject><body xmlns="http://www.w3.org/1999/xhtml">'
        b'<iframe srcdoc="&lt;script&gt;parent.document.title=1&lt;/script&gt;"/></body></foreignObject></svg>',
    ),
    (
        "style.xml",
        b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>' + RUN + b"</script></html>",
    ),
    # A GIF that is also JavaScript: GIF89a is a variable, /* hides the picture's header.
    ("both.gif", b"GIF89a/*\x01\x00\x01\x00\x80\x00\x00*/=1;" + RUN + b"//\x00;"),
    ("both.jpg", b"\xff\xd8\xff\xe0<script>" + RUN + b"</script>"),
    ("both.png", b"\x89PNG\r\n\x1a\n<html><script>" + RUN + b"</script>"),
    # A page under the name of a picture, for browsers that sniff.
    ("page.png", b"<html><script>" + RUN + b"</script></html>"),
    ("page.jpg", b"<!doctype html><script>" + RUN + b"</script>"),
    ("sniff.txt", b"<html><script>" + RUN + b"</script></html>"),
    ("sniff.csv", b"<html><script>" + RUN + b"</script></html>"),
    ("data.json", b"<html><script>" + RUN + b"</script></html>"),
    (
        "paper.pdf",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\('ran'\\))>>>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    ),
    ("letter.eml", b"Content-Type: text/html\r\n\r\n<script>" + RUN + b"</script>"),
]
