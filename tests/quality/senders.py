"""Header fields that programs which send newsletters write.  SPDX-License-Identifier: MIT

$domain and $address are those of From, $unsubscribe is the first guarded link after the one to the web view, $id and $n
are made of the name of the letter.
"""
ONE_CLICK = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
SENDERS = {
    "mailchimp": """Message-ID: <$id.20250611@mail27.mcsv.example>
Reply-To: <$address>
X-Mailer: MailChimp Mailer - **CID$id**
X-Campaign: mailchimp$id
X-campaignid: mailchimp$id
List-ID: $nmc list <$n.mcsv.example>
Feedback-ID: $n:$n.$n:us14:mc
List-Unsubscribe: <$unsubscribe>, <mailto:unsubscribe-$id@mailin.mcsv.example?subject=unsubscribe>
""" + ONE_CLICK,
    "sendgrid": """Message-ID: <$id.sg@geopod-ismtpd-$n>
Feedback-ID: $n:SG
X-SG-EID: u001.$id$id$id
X-Entity-ID: u001.$id
List-Unsubscribe: <mailto:unsubscribe@$domain?subject=$id>, <$unsubscribe>
""" + ONE_CLICK,
    "substack": """Message-ID: <20250611.$n.3.$id@mg-d0.substack.example>
List-Id: <$domain>
List-Owner: <mailto:$address>
List-Archive: <https://$domain/archive>
List-Unsubscribe: <$unsubscribe>
List-Post: <mailto:reply+$id@mg1.substack.example>
X-Mailgun-Tag: post
X-Mailgun-Sid: WyJ$id
Feedback-ID: $n:mailgun
""" + ONE_CLICK,
    "ghost": """Message-ID: <$id.$n@m.ghost.example>
Sender: <$address>
X-Mailgun-Tag: bulk-email
X-Mailgun-Tag: ghost-email
List-Unsubscribe: <$unsubscribe>, <mailto:u+$id@m.ghost.example>
""" + ONE_CLICK,
    "beehiiv": """Message-ID: <$id@geopod-bh-$n>
X-Beehiiv-Ids: {"post_id":"$id","publication_id":"$n"}
X-Beehiiv-Type: newsletter
List-Id: <$id.$domain>
List-Unsubscribe: <$unsubscribe>
Feedback-ID: $n:beehiiv
""" + ONE_CLICK,
    "brevo": """Message-ID: <$id.$n@smtp-relay.sib.example>
X-Mailin-Campaign: $n
X-Mailin-Client: 1$n
X-sib-id: $id$id
Feedback-ID: 185.41.28.9:$n_-1:$n:Sendinblue
List-ID: 1 <$n>
Precedence: bulk
List-Unsubscribe: <$unsubscribe>, <mailto:unsubscribe_request@sib.example>
""" + ONE_CLICK,
    "cleverreach": """Message-ID: <$id@crsend.example>
X-Mailer: CleverReach
X-CR-Hash: $id
X-Abuse-Contact: abuse@crsend.example
X-CSA-Complaints: csa-complaints@eco.example
List-Id: <$n.crsend.example>
List-Unsubscribe: <$unsubscribe>, <mailto:u-$id@crsend.example>
Precedence: bulk
""" + ONE_CLICK,
    "mailjet": """Message-ID: <$id.mj@bnc3.mailjet.example>
X-MJ-Mid: $id
X-Mailjet-Campaign: $n
Feedback-Id: $n.$n:MJ
List-Unsubscribe: <mailto:unsub-$id@bnc3.mailjet.example>, <$unsubscribe>
""" + ONE_CLICK,
    "hubspot": """Message-ID: <$id@hsmail.example>
X-HubSpot-Message-Source: marketing
X-Report-Abuse-To: abuse@hsmail.example
Feedback-ID: aspam:$n:hubspot
List-Id: <aspnd.$n.hs-sites.example>
List-Unsubscribe: <$unsubscribe>
Precedence: bulk
""" + ONE_CLICK,
    "klaviyo": """Message-ID: <$id@kmail-lists.example>
X-Kmail-Account: $id
X-Kmail-Message: $n
Feedback-ID: $n:$id:klaviyo
List-Id: <$id.kmail-lists.example>
List-Unsubscribe: <$unsubscribe>
""" + ONE_CLICK,
    "campaignmonitor": """Message-ID: <cm.$n.$id@cmail20.example>
X-CMail-Mid: $id
X-Complaints-To: abuse@cmail20.example
List-Id: <$id.createsend.example>
List-Unsubscribe: <mailto:u-$id@cmail20.example>, <$unsubscribe>
""" + ONE_CLICK,
    "getresponse": """Message-ID: <$id@getresponse-mail.example>
X-Mailer: GetResponse
X-GR-campaign: $n
List-Id: <$n.getresponse-mail.example>
List-Unsubscribe: <$unsubscribe>
Precedence: bulk
""" + ONE_CLICK,
    "phplist": """Message-ID: <$id@$domain>
X-Mailer: phpList version 3.6.14 (www.phplist.com)
X-MessageID: $n
X-ListMember: reader@mail.example
Precedence: bulk
List-Help: <https://$domain/lists/?p=preferences&uid=$id>
List-Unsubscribe: <$unsubscribe>
List-Owner: <mailto:$address>
""",
    "mailman": """Message-ID: <$id@$domain>
Precedence: list
X-Mailman-Version: 2.1.39
X-BeenThere: $address
List-Id: <news.$domain>
List-Unsubscribe: <$unsubscribe>, <mailto:news-request@$domain?subject=unsubscribe>
List-Archive: <https://$domain/pipermail/news/>
Sender: "News" <news-bounces@$domain>
""",
    "unisender": """Message-ID: <$id.$n@us.unisender.example>
X-Mailer: Unisender
X-UNISENDER-ID: $n
X-Mru-Trust: no
Precedence: bulk
List-Unsubscribe: <$unsubscribe>
Feedback-ID: $n:$n:us
""",
    "own": """Message-ID: <$id@$domain>
Errors-To: bounce-$n@$domain
Precedence: bulk
List-Unsubscribe: <$unsubscribe>
""",
    "salesforce": """Message-ID: <$id@mta.exacttarget.example>
x-job: $n_$id
List-ID: <$n.xt.local>
Feedback-ID: $n_$n:SFMC
List-Unsubscribe: <mailto:leave-$id@leave.exacttarget.example>, <$unsubscribe>
X-SFMC-Stack: 50
""" + ONE_CLICK,
    "inxmail": """Message-ID: <$id@mail.inx.example>
X-Mailer: Inxmail EE 4.8
X-inxCmp: $n
Precedence: bulk
X-CSA-Complaints: csa-complaints@eco.example
List-Id: <$n.inx.example>
List-Unsubscribe: <mailto:out-$id@inx.example>, <$unsubscribe>
""" + ONE_CLICK,
    # Programs that write to one person.
    "desk": """Message-ID: <$id@$domain>
X-Mailer: Apple Mail (2.3774.600.62)
""",
    "system": """Message-ID: <$id.$n@$domain>
X-Mailer: JavaMail
""",
    "ses": """Message-ID: <0102$id-$n-000000@eu-west-1.amazonses.example>
Feedback-ID: ::1.eu-west-1.$id:AmazonSES
X-SES-Outgoing: 2025.06.11-54.240.3.17
""",
}
