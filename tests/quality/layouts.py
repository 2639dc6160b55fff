"""Layouts of newsletters: for each block its HTML, $name standing for a value.  SPDX-License-Identifier: MIT

"leaf" stands around every block but boxes and columns.  A layout made with basis() has what it does not say from the
one named.
"""
LAYOUTS = {"html": {}}      # a letter whose body is HTML already


def layout(name, basis=None, **templates):
    LAYOUTS[name] = {**LAYOUTS.get(basis, {}), **{k.replace("end_", "/"): v.strip("\n") for k, v in templates.items()}}


# Tables in tables, as page builders wrote them for ten years.
layout("tables",
page="""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" lang="$lang" dir="$dir">
<head><meta http-equiv="Content-Type" content="text/html; charset=$charset" /><meta name="viewport" content="width=device-width" />
<title>$title</title>
<style type="text/css">body{margin:0;padding:0} img{border:0} a{color:#1a5c88} .wrap{width:100%} @media only screen and (max-width:600px){.inner{width:100%!important}}</style></head>
<body bgcolor="#f0f0ee" style="margin:0;padding:0" dir="$dir">
$preheader
<table class="wrap" width="100%" border="0" cellpadding="0" cellspacing="0" bgcolor="#f0f0ee"><tr><td align="center">
<table class="inner" width="600" border="0" cellpadding="0" cellspacing="0" bgcolor="#ffffff" style="width:600px">
$view
$body
</table>
</td></tr></table>
</body></html>
""",
preheader='<div style="display:none;font-size:1px;color:#f0f0ee;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden">$text</div>',
view='<tr><td align="center" style="padding:8px;font:11px Arial,sans-serif;color:#888"><a href="$url" style="color:#888">$text</a></td></tr>',
leaf='<tr><td style="padding:10px 30px">\n$inner\n</td></tr>',
a=' style="color:#1a5c88;text-decoration:underline"',
h1='<h1 style="margin:0;font:bold 26px/32px Georgia,serif;color:#222">$text</h1>',
h2='<h2 style="margin:0;font:bold 19px/24px Georgia,serif;color:#222">$text</h2>',
p='<p style="margin:0;font:15px/23px Arial,Helvetica,sans-serif;color:#333">$text</p>',
small='<span style="font:11px/16px Arial,sans-serif;color:#777">$text</span>',
by='<span style="font:italic 13px Arial,sans-serif;color:#666">$text</span>',
quote='<blockquote style="margin:0 0 0 20px;font:italic 16px/24px Georgia,serif">$text</blockquote>',
hr='<div style="border-top:1px solid #ddd;font-size:1px;line-height:1px">&nbsp;</div>',
list='<ul style="font:15px/23px Arial,sans-serif;color:#333">\n$items\n</ul>',
button='<table border="0" cellspacing="0" cellpadding="0"><tr><td bgcolor="#1a5c88" style="padding:11px 24px;border-radius:3px"><a href="$url" style="font:bold 15px Arial,sans-serif;color:#ffffff;text-decoration:none">$text</a></td></tr></table>',
img='<a href="$url"><img src="$src" alt="$alt" width="540" style="display:block;border:0" /></a>',
item='<table width="100%" border="0" cellpadding="0" cellspacing="0"><tr><td width="130" valign="top"><a href="$url"><img src="$src" width="120" alt="" /></a></td><td valign="top" style="font:14px/20px Arial,sans-serif"><a href="$url" style="font-weight:bold;color:#222">$title</a><br />$text</td></tr></table>',
itemby='<table width="100%" border="0" cellpadding="0" cellspacing="0"><tr><td valign="top" style="font:14px/20px Arial,sans-serif"><a href="$url" style="font-weight:bold;color:#222">$title</a><br /><span style="color:#999">$by</span><br />$text</td></tr></table>',
product='<table width="100%" border="0" cellpadding="4" cellspacing="0"><tr><td width="200"><a href="$url"><img src="$src" width="190" alt="$title" /></a></td><td style="font:14px/20px Arial,sans-serif"><b>$title</b><br />$text<br /><b style="color:#b00">$price</b></td></tr></table>',
icon='<td style="padding:0 6px"><a href="$url"><img src="$src" width="28" height="28" alt="$text" /></a></td>',
icons='<table border="0" cellpadding="0" cellspacing="0" align="center"><tr>\n$icons\n</tr></table>',
form='<form action="$url" method="post"><input type="email" name="e" placeholder="$place" /> <input type="submit" value="$text" /></form>',
box='<tr><td style="padding:12px 24px"><table width="100%" border="0" cellpadding="0" cellspacing="0" bgcolor="#e8eef2" style="border:1px solid #c9d5de">',
end_box='</table></td></tr>',
two='<tr><td style="padding:0 14px"><table width="100%" border="0" cellpadding="0" cellspacing="0"><tr>',
end_two='</tr></table></td></tr>',
col='<td width="50%" valign="top"><table width="100%" border="0" cellpadding="0" cellspacing="0">',
end_col='</table></td>',
foot='<tr><td bgcolor="#dddddd" style="padding:10px"><table width="100%" border="0" cellpadding="0" cellspacing="0" class="footer">',
end_foot='</table></td></tr>')

# What MJML makes of sections: a div and a table each, with tables for Outlook in comments.
layout("mjml", "tables",
page="""<!doctype html>
<html lang="$lang" dir="$dir" xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head><title>$title</title><meta http-equiv="Content-Type" content="text/html; charset=$charset">
<!--[if mso]><noscript><xml><o:OfficeDocumentSettings><o:AllowPNG/><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml></noscript><![endif]-->
<style type="text/css">#outlook a { padding:0; } p { display:block;margin:13px 0; } @media only screen and (min-width:480px) { .mj-column-per-100 { width:100% !important; max-width: 100%; } }</style>
</head>
<body style="word-spacing:normal;background-color:#f4f4f4;">
$preheader
<div style="background-color:#f4f4f4;" lang="$lang" dir="$dir">
$view
$body
</div>
</body>
</html>
""",
view='<div style="margin:0px auto;max-width:600px;"><p style="font-family:Ubuntu,Helvetica,sans-serif;font-size:11px;text-align:center;"><a href="$url">$text</a></p></div>',
leaf="""<!--[if mso | IE]><table align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="width:600px;" width="600" ><tr><td style="line-height:0px;font-size:0px;mso-line-height-rule:exactly;"><![endif]-->
<div style="background:#ffffff;margin:0px auto;max-width:600px;">
<table align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="background:#ffffff;width:100%;"><tbody><tr><td style="direction:ltr;font-size:0px;padding:10px 0;text-align:center;">
<div class="mj-column-per-100 mj-outlook-group-fix" style="font-size:0px;text-align:left;display:inline-block;vertical-align:top;width:100%;">
<table border="0" cellpadding="0" cellspacing="0" role="presentation" width="100%"><tbody><tr><td align="left" style="font-size:0px;padding:6px 25px;word-break:break-word;">
$inner
</td></tr></tbody></table>
</div>
</td></tr></tbody></table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->""",
p='<div style="font-family:Ubuntu,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5;text-align:left;color:#111111;">$text</div>',
h1='<div style="font-family:Ubuntu,Helvetica,Arial,sans-serif;font-size:26px;font-weight:700;line-height:1.2;color:#111111;">$text</div>',
h2='<div style="font-family:Ubuntu,Helvetica,Arial,sans-serif;font-size:18px;font-weight:700;line-height:1.2;color:#111111;">$text</div>',
small='<div style="font-family:Ubuntu,Helvetica,Arial,sans-serif;font-size:11px;line-height:1.4;color:#888888;">$text</div>',
button='<table border="0" cellpadding="0" cellspacing="0" role="presentation" style="border-collapse:separate;line-height:100%;"><tr><td align="center" bgcolor="#d6336c" role="presentation" style="border:none;border-radius:3px;cursor:auto;" valign="middle"><a href="$url" style="display:inline-block;background:#d6336c;color:#ffffff;font-family:Ubuntu,Helvetica,sans-serif;font-size:14px;text-decoration:none;padding:10px 25px;" target="_blank"> $text </a></td></tr></table>',
box='<div style="background:#fff3bf;margin:0px auto;max-width:600px;border:1px solid #ffe066;">',
end_box='</div>',
two='<div style="margin:0px auto;max-width:600px;"><table align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="width:100%;"><tbody><tr>',
end_two='</tr></tbody></table></div>',
col='<td style="width:50%;vertical-align:top">', end_col='</td>',
foot='<div style="background:#eeeeee;margin:0px auto;max-width:600px;">', end_foot='</div>')

# Divs as cards.
layout("cards", "mjml",
page="""<!DOCTYPE html>
<html lang="$lang" dir="$dir"><head><meta charset="$charset"><title>$title</title>
<style>.card{background:#fff;border-radius:8px;margin:12px auto;padding:16px;max-width:560px;box-shadow:0 1px 3px rgba(0,0,0,.2)}</style></head>
<body style="background:#eceff1;font-family:Roboto,Arial,sans-serif">
$preheader
<div class="container">
$view
$body
</div></body></html>
""",
view='<div class="top" style="text-align:right;font-size:12px"><a href="$url">$text</a></div>',
leaf='<div class="card-row" style="padding:6px 0">$inner</div>',
a=' style="color:#00695c"',
h1='<h1 style="font-size:24px;margin:0">$text</h1>', h2='<h3 style="font-size:18px;margin:0">$text</h3>',
p='<p style="font-size:15px;line-height:22px;margin:0">$text</p>',
small='<p class="small" style="font-size:11px;color:#90a4ae;margin:0">$text</p>',
button='<a class="btn" href="$url" style="display:inline-block;background:#00897b;color:#fff;border-radius:20px;padding:10px 22px;text-decoration:none">$text</a>',
img='<div><a href="$url"><img src="$src" alt="$alt" style="width:100%;border-radius:6px"></a></div>',
item='<div class="story"><h4 style="margin:0"><a href="$url">$title</a></h4><p style="margin:4px 0">$text</p></div>',
itemby='<div class="story"><h4 style="margin:0"><a href="$url">$title</a></h4><div style="color:#90a4ae;font-size:12px">$by</div><p style="margin:4px 0">$text</p></div>',
product='<div class="product"><img src="$src" alt="$title" width="160"><div><a href="$url">$title</a></div><div>$text</div><div style="font-weight:bold">$price</div></div>',
icon='<a href="$url" style="margin:0 4px"><img src="$src" alt="$text" width="24" height="24"></a>',
icons='<div class="icons" style="text-align:center">\n$icons\n</div>',
box='<div class="card" style="background:#fff;border-radius:8px;margin:12px auto;padding:16px;max-width:560px">', end_box='</div>',
two='<div class="grid" style="display:flex;max-width:560px;margin:auto">', end_two='</div>', col='<div class="cell" style="width:50%;padding:4px">', end_col='</div>',
foot='<div class="footer" style="text-align:center;color:#90a4ae">', end_foot='</div>')

# One column of paragraphs, as an author writes who has no designer.
layout("paragraphs", "cards",
page="""<html lang="$lang" dir="$dir"><head><meta http-equiv="Content-Type" content="text/html; charset=$charset"><title>$title</title></head>
<body style="font-family:Georgia,serif;font-size:17px;line-height:1.5;max-width:600px">
$preheader
$view
$body
</body></html>
""",
view='<p style="font-size:12px"><a href="$url">$text</a></p>', leaf="$inner", a="",
h1="<h1>$text</h1>", h2="<h2>$text</h2>", p="<p>$text</p>", small='<p style="font-size:12px;color:#777">$text</p>', by="<p><em>$text</em></p>",
quote="<blockquote>$text</blockquote>", hr="<hr>", list="<ul>\n$items\n</ul>", button='<p><a href="$url"><b>$text</b></a></p>',
img='<p><a href="$url"><img src="$src" alt="$alt" width="560"></a></p>', item='<p><a href="$url"><b>$title</b></a><br>$text</p>',
itemby='<p><a href="$url"><b>$title</b></a> ($by)<br>$text</p>',
product='<p><a href="$url">$title</a>, $price. $text</p>', icon='<a href="$url">$text</a>', icons="<p>\n$icons\n</p>",
box='<div style="border:1px solid #999;padding:8px">', end_box="</div>", two="<table><tr>", end_two="</tr></table>", col='<td valign="top">', end_col="</td>",
foot="<hr>", end_foot="")

# Text with a few tags, all in one body, lines ended by br.
layout("texty", "paragraphs",
page="""<html><head><meta http-equiv="content-type" content="text/html; charset=$charset"></head><body>
$view
$body
</body></html>
""",
view='<div><a href="$url">$text</a></div>', h1="<div><b>$text</b></div><div><br></div>", h2="<div><b>$text</b></div>", p="<div>$text</div><div><br></div>",
small="<div>$text</div>", by="<div>$text</div>", hr="<div>--------------------</div>", button='<div><a href="$url">$text</a></div><div><br></div>',
item='<div>* <a href="$url">$title</a></div><div>$text</div><div><br></div>', icons="<div>\n$icons\n</div>",
quote="<div>&gt; $text</div>", box="<div>", end_box="</div>", foot="<div>--</div>", end_foot="")

# Fixed width, font tags, spacers.
layout("old", "tables",
page="""<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=$charset">
<TITLE>$title</TITLE></HEAD>
<BODY BGCOLOR="#FFFFFF" TEXT="#000000" LINK="#003399" VLINK="#003399" TOPMARGIN="0">
<CENTER>
$view
<TABLE WIDTH="580" BORDER="0" CELLSPACING="0" CELLPADDING="4" BGCOLOR="#FFFFFF">
$body
</TABLE>
</CENTER></BODY></HTML>
""",
view='<FONT FACE="Verdana,Arial" SIZE="1"><A HREF="$url">$text</A></FONT><BR>', preheader="",
leaf='<TR><TD>\n$inner\n</TD></TR>', a="",
h1='<FONT FACE="Verdana,Arial" SIZE="4" COLOR="#003399"><B>$text</B></FONT>', h2='<FONT FACE="Verdana,Arial" SIZE="3" COLOR="#003399"><B>$text</B></FONT>',
p='<FONT FACE="Verdana,Arial" SIZE="2">$text</FONT><BR><IMG SRC="spacer.gif" WIDTH="1" HEIGHT="8" ALT="">', small='<FONT FACE="Verdana,Arial" SIZE="1" COLOR="#666666">$text</FONT>',
by='<FONT FACE="Verdana,Arial" SIZE="1"><I>$text</I></FONT>', quote='<FONT FACE="Times" SIZE="3"><I>$text</I></FONT>', hr='<HR NOSHADE SIZE="1">',
list='<FONT FACE="Verdana,Arial" SIZE="2"><UL>\n$items\n</UL></FONT>', button='<FONT FACE="Verdana,Arial" SIZE="2"><B>&raquo; <A HREF="$url">$text</A></B></FONT>',
img='<A HREF="$url"><IMG SRC="$src" BORDER="0" ALT="$alt"></A>', item='<FONT FACE="Verdana,Arial" SIZE="2"><B><A HREF="$url">$title</A></B><BR>$text</FONT>',
product='<TABLE BORDER="0"><TR><TD><IMG SRC="$src" ALT=""></TD><TD><FONT FACE="Verdana,Arial" SIZE="2"><B>$title</B><BR>$text<BR><FONT COLOR="#CC0000">$price</FONT><BR><A HREF="$url">&gt;&gt;</A></FONT></TD></TR></TABLE>',
icon='<A HREF="$url"><IMG SRC="$src" BORDER="0" ALT="$text"></A>', icons="$icons",
form='<FORM ACTION="$url" METHOD="POST"><INPUT TYPE="text" NAME="email" VALUE="$place"><INPUT TYPE="submit" VALUE="$text"></FORM>',
box='<TR><TD><TABLE WIDTH="100%" BORDER="1" CELLPADDING="6" CELLSPACING="0" BORDERCOLOR="#003399" BGCOLOR="#EEEEFF">', end_box="</TABLE></TD></TR>",
two='<TR><TD><TABLE WIDTH="100%" BORDER="0"><TR>', end_two="</TR></TABLE></TD></TR>", col='<TD WIDTH="50%" VALIGN="TOP"><TABLE BORDER="0">', end_col="</TABLE></TD>",
foot='<TR><TD BGCOLOR="#CCCCCC"><TABLE BORDER="0" WIDTH="100%">', end_foot="</TABLE></TD></TR>")

# Buttons in VML, gaps in conditional comments.
layout("outlook", "tables",
button="""<div><!--[if mso]>
<v:roundrect xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w="urn:schemas-microsoft-com:office:word" href="$url" style="height:40px;v-text-anchor:middle;width:220px;" arcsize="10%" stroke="f" fillcolor="#c0392b"><w:anchorlock/><center style="color:#ffffff;font-family:sans-serif;font-size:15px;font-weight:bold;">$text</center></v:roundrect>
<![endif]--><!--[if !mso]><!--><a href="$url" style="background-color:#c0392b;border-radius:4px;color:#ffffff;display:inline-block;font-family:sans-serif;font-size:15px;font-weight:bold;line-height:40px;text-align:center;text-decoration:none;width:220px;-webkit-text-size-adjust:none;">$text</a><!--<![endif]--></div>""",
leaf="""<tr><td class="pad" style="padding:0 40px 16px 40px">
<!--[if (gte mso 9)|(IE)]><table width="520" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
$inner
<!--[if (gte mso 9)|(IE)]></td></tr></table><![endif]-->
</td></tr>""")

# What Word makes of a letter.
layout("word", "paragraphs",
page="""<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=$charset"><meta name=Generator content="Microsoft Word 15 (filtered medium)">
<style><!-- p.MsoNormal, li.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;} --></style></head>
<body lang=$lang link="#0563C1" vlink="#954F72" style='word-wrap:break-word'>
<div class=WordSection1>
$view
$body
</div></body></html>
""",
view='<p class=MsoNormal><span style="font-size:8.0pt"><a href="$url">$text</a></span></p>', preheader="",
h1='<p class=MsoNormal><b><span style="font-size:18.0pt;color:#1F3864">$text<o:p></o:p></span></b></p>', h2='<p class=MsoNormal><b><span style="font-size:14.0pt;color:#1F3864">$text<o:p></o:p></span></b></p>',
p='<p class=MsoNormal>$text<o:p></o:p></p>\n<p class=MsoNormal><o:p>&nbsp;</o:p></p>', small='<p class=MsoNormal><span style="font-size:8.0pt;color:gray">$text<o:p></o:p></span></p>',
button='<p class=MsoNormal align=center style="text-align:center"><b><a href="$url">$text</a><o:p></o:p></b></p>', hr='<div class=MsoNormal align=center><hr size=2 width="100%" align=center></div>',
box='<div style="border:solid windowtext 1.0pt;padding:1.0pt 4.0pt 1.0pt 4.0pt">', end_box="</div>", list="<ul style='margin-top:0cm' type=disc>\n$items\n</ul>")

# A post of a writers' platform: the text in one cell, everything of the platform in tables around it.
layout("post", "cards",
page="""<html style="scrollbar-width: thin;"><head><meta charset="$charset"><meta name="viewport" content="width=device-width, initial-scale=1"><title>$title</title>
<style>@media all and (-ms-high-contrast: none) { .typography .markup table.image-wrapper img { width: 100% } }</style></head>
<body class="email-body" style="font-kerning: auto;">
$preheader
<table class="email-body-container" role="presentation" width="100%" border="0" cellspacing="0" cellpadding="0"><tbody><tr><td></td><td class="content" width="550"><div class="subscription-preamble"></div>
<div class="post typography" dir="auto" style="--image-offset-margin: -120px;padding: 32px 0 0 0;">
$view
<div class="body markup" dir="auto" style="text-align: initial;font-size: 16px;line-height: 26px;">
$body
</div></div></td><td></td></tr></tbody></table>
</body></html>
""",
preheader='<div class="preview" style="display:none;font-size:1px;max-height:0px;opacity:0;overflow:hidden;">$text&#847; &#847; &#847; &#8199;&#65279;</div>',
view='<div class="email-ufi-2-top"><a class="email-icon-button" href="$url" style="font-family: system-ui;font-size:11px;text-transform:uppercase;">$text</a></div>',
leaf="$inner", a=' rel="" style="color: rgb(54,55,55);text-decoration: underline;"',
h1='<h1 class="post-title published" dir="auto" style="font-size: 32px;line-height: 36px;margin: 0;"><span>$text</span></h1>', h2='<h3 class="header-anchor-post" style="font-weight: bold;margin: 1em 0 0.625em 0;">$text</h3>',
p='<p style="margin: 0 0 20px 0;color: rgb(54,55,55);line-height: 26px;font-size: 16px;">$text</p>',
small='<p class="footer-small" style="font-size: 12px;line-height: 20px;color: rgb(119,119,119);margin: 0;">$text</p>',
by='<div class="post-meta"><span class="post-meta-item">$text</span></div>', quote='<blockquote style="border-left: 4px solid rgb(54,55,55);margin: 20px 0;padding: 0;"><p>$text</p></blockquote>',
hr='<div><hr style="margin: 32px 0;padding: 0;height: 1px;background: #e6e6e6;border: none;"></div>', list='<ul style="margin-top: 0;padding: 0;">\n$items\n</ul>',
button='<p class="button-wrapper" data-component-name="ButtonCreateButton" style="margin: 0 0 20px 0;text-align: center;"><a class="button primary" href="$url" style="display: inline-block;font-weight: 600;padding: 0 20px;height: 40px;line-height: 40px;border-radius: 4px;background-color: #ff6719;color: #ffffff;text-decoration: none;"><span style="color: #ffffff;">$text</span></a></p>',
img='<table class="image-wrapper" width="100%"><tbody><tr><td><a class="image-link" href="$url"><img class="wide-image" alt="$alt" src="$src" width="550"></a></td></tr></tbody></table>',
box='<div class="captioned-button-wrap" data-component-name="CaptionedButtonToDOM"><div class="preamble">', end_box='</div></div>',
form='<div class="subscription-widget-wrap"><form action="$url"><input type="email" placeholder="$place"><input type="submit" class="button primary" value="$text"></form></div>',
foot='<div class="footer" style="padding: 24px 0;text-align: center;">', end_foot='</div>')

# A post of another one: sections with a border, feedback and account lines in tables below.
layout("journal", "tables",
page="""<!doctype html>
<html lang="$lang"><head><meta name="viewport" content="width=device-width"><meta http-equiv="Content-Type" content="text/html; charset=$charset"><title>$title</title>
<style>.post-title-link{color:#15212A;text-decoration:none} .kg-card{margin:0 0 1.5em}</style></head>
<body style="background-color: #fff; font-family: -apple-system, BlinkMacSystemFont, 'Segoe UI', sans-serif; font-size: 18px;">
$preheader
<table role="presentation" border="0" cellpadding="0" cellspacing="0" class="body" width="100%"><tr><td>&nbsp;</td><td class="container" style="max-width: 600px; margin: 0 auto;">
<div class="content"><table role="presentation" border="0" cellpadding="0" cellspacing="0" class="main" width="100%"><tr><td class="wrapper">
<table role="presentation" border="0" cellpadding="0" cellspacing="0" width="100%">
$view
$body
</table>
</td></tr></table></div></td><td>&nbsp;</td></tr></table>
</body></html>
""",
view='<tr><td class="view-online" align="right" style="font-size: 13px;"><a href="$url" class="view-online-link">$text</a></td></tr>',
leaf='<tr class="post-content-row"><td class="post-content" style="font-family: Georgia, serif; font-size: 18px; line-height: 1.5em;">\n$inner\n</td></tr>',
p='<p style="margin: 0 0 1.5em 0; line-height: 1.6em;">$text</p>', h1='<h1 class="post-title" style="font-size: 42px; line-height: 1.1em;">$text</h1>', h2='<h2 style="font-size: 32px;">$text</h2>',
small='<p class="small" style="font-size: 13px; color: #738a94; margin: 0;">$text</p>', by='<p class="post-meta" style="font-size: 13px; color: #738a94;">$text</p>',
button='<div class="btn btn-accent" style="text-align: center;"><table border="0" cellspacing="0" cellpadding="0" align="center"><tr><td align="center" style="background-color: #15171A; border-radius: 5px;"><a href="$url" target="_blank" style="padding: 12px 25px; color: #fff; text-decoration: none;">$text</a></td></tr></table></div>',
box='<tr><td><table class="kg-card kg-cta-card" border="0" cellpadding="0" cellspacing="0" width="100%" style="background: #f4f5f6; border-radius: 8px;">', end_box='</table></td></tr>',
foot='<tr><td class="wrapper" align="center"><table role="presentation" border="0" cellpadding="0" cellspacing="0" width="100%" style="border-top: 1px solid #e5eff5;">', end_foot='</table></td></tr>')

# A growth platform of today: every block a table of its own, referral and poll widgets between them.
layout("growth", "tables",
page="""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" dir="$dir"><head><meta http-equiv="Content-Type" content="text/html; charset=$charset" /><meta name="color-scheme" content="light only" /><title>$title</title>
<style>.t,p{font-family:'Helvetica',Arial,sans-serif} .dd{padding-left:15px}</style></head>
<body style="margin:0;padding:0;background-color:#FFFFFF">
$preheader
<table role="none" width="100%" border="0" cellspacing="0" align="center" cellpadding="0" class="gg"><tr><td align="center" valign="top">
<table role="none" width="670" border="0" cellspacing="0" cellpadding="0" class="aa" style="width:670px;table-layout:fixed;"><tr><td class="bodyWrapper" align="center" valign="top">
<table role="none" border="0" cellspacing="0" cellpadding="0" align="center" width="100%">
$view
$body
</table></td></tr></table></td></tr></table>
</body></html>
""",
view='<tr><td class="f" align="right" valign="top" style="padding:20px 0"><table role="none"><tr><td><p style="font-size:12px"> June 11, 2025 &nbsp; | &nbsp; <a href="$url" style="color:#222222">$text</a></p></td></tr></table></td></tr>',
leaf='<tr><td class="dd" align="left" style="padding:0px 15px;text-align:left;word-break:break-word;">\n$inner\n</td></tr>', a=' class="link" target="_blank" rel="noopener noreferrer nofollow"',
p='<p style="line-height:1.5;color:#2D2D2D;font-size:16px;"> $text </p>', h1='<h1 style="color:#2A2A2A;font-weight:Bold;">$text</h1>', h2='<h3 style="color:#2A2A2A;font-weight:Bold;">$text</h3>',
list='<div style="margin-left:0px;" class="edm_outlooklist"><ul style="list-style-type:disc;margin:0;padding:0;">\n$items\n</ul></div>',
button='<table width="100%" role="none" border="0" cellspacing="0" cellpadding="0"><tr><td class="j" align="center" valign="top"><table role="none" border="0" cellspacing="0" cellpadding="0" align="center"><tr><td align="center" valign="middle" height="42" style="height:42px;background-color:#030712;border-radius:10px;"><a href="$url" target="_blank" rel="noopener noreferrer nofollow" style="color:#FFFFFF;font-size:16px;padding:0px 14px;text-decoration:none;"> $text </a></td></tr></table></td></tr></table>',
box='<tr><td class="h" align="center" style="padding:15px;"><table role="none" width="100%" border="0" cellspacing="0" cellpadding="0" style="background-color:transparent;border:1px solid #222222;border-radius:10px;">', end_box='</table></td></tr>',
foot='<tr><td class="b" align="center" valign="top" style="padding:0 0 15px;background-color:#222222;"><table role="none" width="100%" border="0" cellspacing="0" cellpadding="0" align="center">', end_foot='</table></td></tr>')

# A digest: one short linked item after the other.
layout("digest", "paragraphs",
page="""<!DOCTYPE html><html lang="$lang"><head><meta charset="$charset"><title>$title</title></head><body style="margin:0"><table align="center" width="640" cellpadding="0" cellspacing="0"><tbody><tr><td style="font-family:Helvetica,Arial,sans-serif;font-size:14px;line-height:1.4">
$preheader
$view
$body
</td></tr></tbody></table></body></html>
""",
item='<table class="el-item" width="100%"><tbody><tr><td class="desc"><p class="desc"><span class="mainlink"><a href="$url" title="source" style="color:#0099b4;font-weight:600">$title</a></span> &mdash; $text</p></td></tr></tbody></table>',
itemby='<table class="el-item" width="100%"><tbody><tr><td class="desc"><p class="desc"><span class="mainlink"><a href="$url" title="source" style="color:#0099b4;font-weight:600">$title</a></span> &mdash; $text</p><p class="name" style="color:#777">$by</p></td></tr></tbody></table>',
h2='<table class="el-heading" width="100%"><tbody><tr><td><h2 style="font-size:17px;border-bottom:2px solid #0099b4">$text</h2></td></tr></tbody></table>',
p='<table class="el-md" width="100%"><tbody><tr><td><p>$text</p></td></tr></tbody></table>',
box='<table class="el-box" width="100%" style="background:#fafafa;border:1px solid #eee"><tbody><tr><td>', end_box='</td></tr></tbody></table>',
foot='<table class="el-footer" width="100%" style="font-size:12px;color:#999"><tbody><tr><td align="center">', end_foot='</td></tr></tbody></table>')

# A shop: bars of colour, wide pictures, a grid of products.
layout("shop", "tables",
leaf='<tr><td align="center" class="es-p20" style="padding:14px 20px;text-align:center">\n$inner\n</td></tr>',
h1='<h1 style="font:300 34px/40px Montserrat,Arial,sans-serif;letter-spacing:2px;text-transform:uppercase;margin:0">$text</h1>', h2='<h2 style="font:600 20px/26px Montserrat,Arial,sans-serif;text-transform:uppercase;margin:0">$text</h2>',
p='<p style="font:15px/22px \'Open Sans\',Arial,sans-serif;margin:0">$text</p>',
button='<span style="border:2px solid #000;display:inline-block"><a href="$url" target="_blank" style="padding:12px 36px;color:#000;text-decoration:none;display:inline-block;font:600 14px Montserrat,Arial">$text</a></span>',
product='<a href="$url" style="text-decoration:none;color:#000"><img src="$src" alt="$title" width="250" /><br />$title</a><br /><span style="color:#777">$text</span><br /><b>$price</b>',
box='<tr><td style="padding:0"><table width="100%" cellspacing="0" cellpadding="0" bgcolor="#f6e7d8">', end_box='</table></td></tr>')

# A page builder with drag and drop: modules with ids and data attributes.
layout("modules", "tables",
page="""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html data-editor-version="2" class="sg-campaigns" xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=$charset"><title>$title</title></head>
<body dir="$dir"><center class="wrapper" data-link-color="#1188E6" data-body-style="font-size:14px; font-family:arial,helvetica,sans-serif; color:#000000;">
<div class="webkit"><table cellpadding="0" cellspacing="0" border="0" width="100%" class="wrapper"><tr><td valign="top" width="100%"><table width="100%" role="content-container" class="outer" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td width="100%">
$preheader
$view
$body
</td></tr></table></td></tr></table></div></center></body></html>
""",
view='<table class="module" role="module" data-type="text" width="100%"><tr><td align="center"><a href="$url" style="font-size:11px">$text</a></td></tr></table>',
leaf='<table class="module" role="module" data-type="text" border="0" cellpadding="0" cellspacing="0" width="100%" style="table-layout: fixed;"><tbody><tr><td style="padding:18px 0px 18px 0px; line-height:22px; text-align:inherit;" height="100%" valign="top" role="module-content">\n<div style="font-family: inherit">$inner</div>\n</td></tr></tbody></table>',
p='<div style="font-family: inherit; text-align: inherit">$text</div>',
box='<table border="0" cellpadding="0" cellspacing="0" align="center" width="100%" role="module" data-type="columns" style="padding:20px;" bgcolor="#f5f0ff"><tbody><tr role="module-content"><td height="100%" valign="top">', end_box='</td></tr></tbody></table>',
two='<table border="0" cellpadding="0" cellspacing="0" width="100%" role="module" data-type="columns" data-distribution="1,1"><tbody><tr role="module-content"><td height="100%" valign="top">', end_two='</td></tr></tbody></table>',
col='<table class="column" width="290" style="width:290px; border-spacing:0;" cellpadding="0" cellspacing="0" align="left" border="0"><tbody><tr><td style="padding:0px;">', end_col='</td></tr></tbody></table>',
foot='<div data-role="module-unsubscribe" class="module" role="module" data-type="unsubscribe" style="color:#444444; font-size:12px; line-height:20px; padding:16px; text-align:Center;">', end_foot='</div>')

# Two columns side by side: the news on the left, a rail on the right.
layout("columns", "tables",
h1='<div class="mcnTextContent" style="font:bold 28px Lora,Georgia,serif">$text</div>', h2='<h3 class="mcnTextContent" style="font:bold 18px Lora,Georgia,serif;margin:0">$text</h3>',
leaf='<tr><td class="mcnTextBlockInner" valign="top" style="padding:9px 18px">\n$inner\n</td></tr>',
two='<tr><td valign="top" class="templateColumns"><table border="0" cellpadding="0" cellspacing="0" width="100%"><tbody><tr>', end_two='</tr></tbody></table></td></tr>',
col='<td align="left" valign="top" width="50%" class="columnContainer"><table align="left" border="0" cellpadding="0" cellspacing="0" width="100%" class="mcnTextBlock"><tbody class="mcnTextBlockOuter">', end_col='</tbody></table></td>',
box='<tr><td style="padding:9px 18px"><table border="0" cellspacing="0" width="100%" class="mcnBoxedTextContentContainer" style="background-color:#404040;color:#f2f2f2"><tbody>', end_box='</tbody></table></td></tr>')

# Sections and headings as on a page of the web.
layout("semantic", "cards",
page="""<!DOCTYPE html>
<html lang="$lang" dir="$dir"><head><meta charset="$charset"><title>$title</title></head><body><main role="main" style="max-width:38em;margin:auto;font:16px/1.5 system-ui,sans-serif">
$preheader
<header>$view</header>
$body
</main></body></html>
""",
leaf="$inner", view='<a href="$url">$text</a>', h1='<h1>$text</h1>', h2='<h2>$text</h2>', p='<p>$text</p>', small='<p><small>$text</small></p>',
by='<p class="byline"><small>$text</small></p>', list="<ul>\n$items\n</ul>", button='<p><a href="$url" role="button" style="background:#333;color:#fff;padding:.5em 1em">$text</a></p>',
img='<figure><a href="$url"><img src="$src" alt="$alt" style="max-width:100%"></a></figure>', item='<article><h3><a href="$url">$title</a></h3><p>$text</p></article>',
itemby='<article><h3><a href="$url">$title</a></h3><p><small>$by</small></p><p>$text</p></article>',
icon='<li style="display:inline"><a href="$url">$text</a></li>', icons="<ul>\n$icons\n</ul>",
box='<aside style="border:1px solid #ccc;padding:1em">', end_box="</aside>", two='<div style="display:flex">', end_two="</div>", col="<section>", end_col="</section>", foot="<footer>", end_foot="</footer>")

# From right to left.
layout("rtl", "tables",
p='<p dir="rtl" style="margin:0;font:16px/26px Tahoma,Arial,sans-serif;text-align:right">$text</p>', h1='<h1 dir="rtl" style="margin:0;font:bold 26px Tahoma,Arial;text-align:right">$text</h1>',
h2='<h2 dir="rtl" style="margin:0;font:bold 19px Tahoma,Arial;text-align:right">$text</h2>', small='<p dir="rtl" style="margin:0;font:11px Tahoma,Arial;color:#777;text-align:right">$text</p>')

# A letter of a tool for creators: one cell, all inline, a builder's class on each element.
layout("creator", "post",
page="""<!DOCTYPE html>
<html lang="$lang"><head><meta charset="$charset"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="x-apple-disable-message-reformatting"><title>$title</title>
<style>.ck-section{margin:0 auto} @media only screen and (max-width:576px){.ck-inner-section{padding:12px!important}}</style></head>
<body style="margin:0;background:#fff">
$preheader
<div class="email-container"><table width="100%" border="0" cellspacing="0" cellpadding="0" class="ck-section"><tbody><tr><td class="ck-inner-section" align="left" style="padding:20px;max-width:640px">
$view
<div class="message-content">
$body
</div></td></tr></tbody></table></div>
</body></html>
""",
preheader='<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">$text&nbsp;&zwnj;&nbsp;&zwnj;&nbsp;&zwnj;</div>',
p='<p class="ck-p" style="color:#353535;font-size:18px;line-height:1.5em;margin:0 0 18px">$text</p>', h1='<h1 class="ck-h1" style="font-size:32px;margin:0 0 16px">$text</h1>', h2='<h2 class="ck-h2" style="font-size:24px;margin:24px 0 12px">$text</h2>',
small='<p class="ck-small" style="font-size:13px;color:#777;margin:0">$text</p>', view='<p class="ck-small" style="font-size:13px;text-align:right"><a href="$url">$text</a></p>',
button='<table width="100%" border="0" cellspacing="0" cellpadding="0" class="email-button"><tbody><tr><td align="center"><a href="$url" class="button" style="background-color:#0875c1;border-radius:4px;color:#fff;display:inline-block;padding:12px 20px;text-decoration:none">$text</a></td></tr></tbody></table>',
box='<div class="ck-layout" style="background:#f2f6fa;border-radius:6px;padding:16px;margin:0 0 18px">', end_box='</div>',
foot='<div class="ck-footer" style="border-top:1px solid #ddd;margin-top:30px;padding-top:16px">', end_foot='</div>')

# A drag-and-drop builder of today: rows and columns as tables, a class and an id on each.
layout("rows", "tables",
page="""<!DOCTYPE html>
<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" lang="$lang" dir="$dir"><head><title>$title</title><meta http-equiv="Content-Type" content="text/html; charset=$charset"><meta name="viewport" content="width=device-width, initial-scale=1.0">
<style>* { box-sizing: border-box; } body { margin: 0; padding: 0; } .row-content { width: 640px } @media (max-width:660px) { .row-content { width: 100% !important; } .stack .column { width: 100%; display: block; } }</style></head>
<body class="body" style="background-color:#f7f5ef;margin:0;padding:0;-webkit-text-size-adjust:none">
$preheader
<table class="nl-container" width="100%" border="0" cellpadding="0" cellspacing="0" role="presentation" style="background-color:#f7f5ef"><tbody><tr><td>
$view
$body
</td></tr></tbody></table>
</body></html>
""",
view='<table class="row row-0" align="center" width="100%" border="0" cellpadding="0" cellspacing="0" role="presentation"><tbody><tr><td align="center"><a href="$url" style="font-size:11px;color:#777" target="_blank">$text</a></td></tr></tbody></table>',
leaf="""<table class="row" align="center" width="100%" border="0" cellpadding="0" cellspacing="0" role="presentation" style="mso-table-lspace:0pt;mso-table-rspace:0pt"><tbody><tr><td>
<table class="row-content stack" align="center" border="0" cellpadding="0" cellspacing="0" role="presentation" style="color:#000;width:640px;margin:0 auto" width="640"><tbody><tr><td class="column column-1" width="100%" style="font-weight:400;text-align:left;padding:5px 20px;vertical-align:top">
$inner
</td></tr></tbody></table>
</td></tr></tbody></table>""",
p='<table class="paragraph_block block-1" width="100%" border="0" cellpadding="10" cellspacing="0" role="presentation" style="word-break:break-word"><tr><td class="pad"><div style="color:#101112;font-family:Inter,sans-serif;font-size:16px;line-height:1.5;text-align:left"><p style="margin:0">$text</p></div></td></tr></table>',
h1='<table class="heading_block block-1" width="100%" border="0" cellpadding="10" cellspacing="0" role="presentation"><tr><td class="pad"><h1 style="margin:0;color:#1e0e4b;font-family:Inter,sans-serif;font-size:36px"><span class="tinyMce-placeholder">$text</span></h1></td></tr></table>',
h2='<table class="heading_block block-2" width="100%" border="0" cellpadding="10" cellspacing="0" role="presentation"><tr><td class="pad"><h2 style="margin:0;color:#1e0e4b;font-family:Inter,sans-serif;font-size:22px">$text</h2></td></tr></table>',
button='<table class="button_block" width="100%" border="0" cellpadding="10" cellspacing="0" role="presentation"><tr><td class="pad"><div class="alignment" align="left"><!--[if mso]><v:roundrect xmlns:v="urn:schemas-microsoft-com:vml" href="$url" style="height:42px;width:160px" fillcolor="#7747ff"><v:textbox inset="0,0,0,0"><center style="color:#ffffff">$text</center></v:textbox></v:roundrect><![endif]--><!--[if !mso]><!--><a href="$url" target="_blank" style="text-decoration:none;display:inline-block;color:#fff;background-color:#7747ff;border-radius:4px;padding:5px 20px">$text</a><!--<![endif]--></div></td></tr></table>',
icons='<table class="social_block" width="100%" border="0" cellpadding="10" cellspacing="0" role="presentation"><tr><td class="pad"><div class="alignment" align="center"><table class="social-table" border="0" cellpadding="0" cellspacing="0" role="presentation"><tr>\n$icons\n</tr></table></div></td></tr></table>',
icon='<td style="padding:0 2px"><a href="$url" target="_blank"><img src="$src" width="32" height="auto" alt="$text" title="$text" style="display:block;border:0"></a></td>',
box='<div class="group" style="background-color:#efe8ff;border-radius:10px">', end_box='</div>',
foot='<div class="group footer" style="background-color:#1e0e4b;color:#cccccc">', end_foot='</div>')
