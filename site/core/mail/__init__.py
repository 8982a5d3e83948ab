"""What mails say: text templates, the HTML made from them, links. `members.mail` sends them."""
