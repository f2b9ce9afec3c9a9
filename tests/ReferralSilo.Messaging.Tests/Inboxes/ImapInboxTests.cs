using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using NodaTime;
using ReferralSilo.Domain.Inboxes;
using ReferralSilo.Messaging.Configuration;
using ReferralSilo.Messaging.Inboxes;
using ReferralSilo.Messaging.Tests.Support;

namespace ReferralSilo.Messaging.Tests.Inboxes;

public sealed class ImapInboxTests : IAsyncLifetime
{
    private static readonly Instant Start = AMessage.Now;

    private readonly ImapServerOnLoopback _server = new();
    private readonly KeptLog<ImapInbox> _log = new();
    private readonly List<IAsyncDisposable> _open = [];

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open) await open.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Mails_are_read_once_each_in_their_order_over_one_connection()
    {
        var inbox = Inbox();
        _server.Add(Mail("one"), Start);
        _server.Add(Mail("two"), Start);

        var first = await Read(inbox, null, 0);
        Assert.Equal(["one", "two"], Texts(first));
        Assert.Equal((7, 2, false), (first.Validity, first.LastUid, first.HasMore));
        Assert.Empty((await Read(inbox, 7, 2)).Mails);
        _server.Add(Mail("three"), Start);
        var next = await Read(inbox, 7, 2);
        Assert.Equal(["three"], Texts(next));
        Assert.Equal(3, next.LastUid);
        Assert.Equal(1, _server.Connections);
    }

    [Fact]
    public async Task Nothing_in_the_mailbox_is_changed()
    {
        _server.Add(Mail("one"), Start);
        await Read(Inbox(), null, 0);

        Assert.Contains("EXAMINE INBOX", _server.Commands);
        Assert.DoesNotContain(_server.Commands, c => c.Contains("STORE", StringComparison.Ordinal)
            || c.Contains("SELECT", StringComparison.Ordinal) || c.Contains("BODY[", StringComparison.Ordinal));
    }

    [Fact]
    public async Task At_the_first_look_only_newer_mails_are_read_and_the_older_ones_never()
    {
        var inbox = Inbox();
        _server.Add(Mail("old"), Start - Duration.FromDays(9));
        _server.Add(Mail("new"), Start);

        var page = await Read(inbox, null, 0);
        Assert.Equal(["new"], Texts(page));
        Assert.Empty((await Read(inbox, page.Validity, page.LastUid)).Mails);
    }

    [Fact]
    public async Task An_empty_mailbox_has_a_position_too()
    {
        var uid = _server.Add(Mail("gone"), Start);
        _server.Remove(uid);

        Assert.Equal((0, uid), ((await Read(Inbox(), null, 0)).Mails.Count, (await Read(Inbox(), null, 0)).LastUid));
    }

    [Fact]
    public async Task After_a_change_of_uidvalidity_a_mail_has_the_same_id()
    {
        var inbox = Inbox();
        for (var n = 0; n < 3; n++) _server.Add(Mail($"mail {n}"), Start);
        var before = await Read(inbox, null, 0);
        _server.Renumber();
        _server.CloseAt = "NOOP";
        await Assert.ThrowsAsync<InboxException>(() => Read(inbox, before.Validity, before.LastUid));

        var after = await Read(inbox, before.Validity, before.LastUid);
        Assert.NotEqual(before.Validity, after.Validity);
        Assert.Equal(Ids(before).Order(), Ids(after).Order());
        Assert.NotEqual(Ids(before), Ids(after));
    }

    [Fact]
    public async Task A_mail_without_a_message_id_is_known_by_all_its_bytes()
    {
        var inbox = Inbox();
        const string mail = "From: dana@example.org\nSubject: Hi\nDate: Mon, 3 Mar 2031 09:00:00 +0000\n\nHello";
        _server.Add("Received: from a by b; one\n" + mail, Start);
        _server.Add("Received: from a by b; two\n" + mail, Start);
        var before = Ids(await Read(inbox, null, 0));
        Assert.Equal(2, before.Distinct().Count());

        _server.Renumber();
        Assert.Equal(before.Order(), Ids(await Read(Inbox(), null, 0)).Order());
    }

    [Fact]
    public async Task A_mail_that_a_fetch_answers_twice_is_one()
    {
        _server.AnswersTwice = true;
        _server.Add(Mail("one"), Start);

        Assert.Equal(["one"], Texts(await Read(Inbox(), null, 0)));
    }

    [Fact]
    public async Task Many_mails_come_in_pages()
    {
        var inbox = Inbox();
        for (var n = 1; n <= ImapInbox.Page + 1; n++) _server.Add(Mail($"mail {n}"), Start);

        var first = await Read(inbox, null, 0);
        Assert.Equal((ImapInbox.Page, ImapInbox.Page, true), (first.Mails.Count, first.LastUid, first.HasMore));
        var second = await Read(inbox, 7, first.LastUid);
        Assert.Equal([$"mail {ImapInbox.Page + 1}"], Texts(second));
        Assert.False(second.HasMore);
    }

    [Fact]
    public async Task Of_a_mail_that_is_too_large_only_the_headers_are_read()
    {
        _server.SaidSize = ImapInbox.LargestMail + 1;
        _server.Add(Mail("one"), Start);

        var mail = Assert.IsType<ReceivedMail.FromPerson>(Assert.Single((await Read(Inbox(), null, 0)).Mails));
        Assert.Equal(("dana@example.org", "", true), (mail.From, mail.Text.Body, mail.Text.Mail!.IsCut));
        Assert.DoesNotContain(_server.Commands, c => c.Contains("PEEK[]", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(50, true)]
    [InlineData(49, false)]
    public async Task Of_a_mail_of_very_many_parts_only_the_headers_are_read(int parts, bool isCut)
    {
        _server.Add("From: Dana <dana@example.org>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n"
            + string.Concat(Enumerable.Repeat("--a\n\nx\n", parts)) + "--a--\n", Start);

        var mail = Assert.IsType<ReceivedMail.FromPerson>(Assert.Single((await Read(Inbox(), null, 0)).Mails));
        Assert.Equal(("dana@example.org", isCut, isCut),
            (mail.From, mail.Text.Body.Length == 0, mail.Text.Mail!.IsCut));
    }

    [Fact]
    public async Task Of_very_long_headers_only_the_beginning_is_read()
    {
        _server.Add("From: Dana <dana@example.org>\n" + string.Concat(Enumerable.Repeat("X-Any: header\n", 20_000))
            + "\nHello", Start);

        var mail = Assert.IsType<ReceivedMail.FromPerson>(Assert.Single((await Read(Inbox(), null, 0)).Mails));
        Assert.Equal(("dana@example.org", "", true), (mail.From, mail.Text.Body, mail.Text.Mail!.IsCut));
    }

    [Fact]
    public async Task A_server_that_names_no_next_uid_is_read_from_its_last_mail_on()
    {
        _server.HidesNextUid = true;
        var old = _server.Add(Mail("old"), Start - Duration.FromDays(9));

        var page = await Read(Inbox(), null, 0);
        Assert.Equal((0, old), (page.Mails.Count, page.LastUid));
    }

    [Fact]
    public async Task A_mail_that_the_server_refuses_to_give_is_told_and_the_others_are_given()
    {
        var inbox = Inbox();
        _server.Add(Mail("one"), Start);
        _server.RefusedUid = _server.Add(Mail("two"), Start);
        _server.Add(Mail("three"), Start);

        Assert.Equal([1, 2, 3], (await Find(inbox, null, 0)).Uids);
        Assert.Equal("refused", (await Assert.ThrowsAsync<InboxException>(() =>
            inbox.Read(7, 2, CancellationToken.None))).Code);
        Assert.Equal("three", Assert.IsType<ReceivedMail.FromPerson>(
            await inbox.Read(7, 3, CancellationToken.None)).Text.Body);
    }

    [Theory]
    [InlineData(7, 1, true)]
    [InlineData(8, 1, false)]
    [InlineData(7, 2, false)]
    [InlineData(7, 0, false)]
    [InlineData(7, 5_000_000_000, false)]
    public async Task One_mail_is_read_by_its_place_and_none_when_it_is_not_there(long validity, long uid, bool isThere)
    {
        _server.Add(Mail("one"), Start);

        Assert.Equal(isThere, await Inbox().Read(validity, uid, CancellationToken.None) is not null);
    }

    [Fact]
    public async Task The_mails_are_found_before_one_is_read()
    {
        _server.Add(Mail("one"), Start);
        var found = await Find(Inbox(), null, 0);

        Assert.Equal((7, 1, false), (found.Validity, found.LastUid, found.HasMore));
        Assert.DoesNotContain(_server.Commands, c => c.Contains("FETCH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mail_of_any_bytes_does_not_stop_those_behind_it()
    {
        var dice = new Random(20310303);
        for (var n = 0; n < ImapInbox.Page - 1; n++)
        {
            var bytes = new byte[dice.Next(1, 600)];
            dice.NextBytes(bytes);
            _server.Add(Encoding.Latin1.GetString(bytes), Start);
        }

        var last = _server.Add(Mail("the last"), Start);
        var page = await Read(Inbox(), null, 0);
        Assert.Contains(page.Mails, mail => mail is ReceivedMail.Unreadable);
        Assert.Equal((last, "the last"),
            (page.LastUid, Assert.IsType<ReceivedMail.FromPerson>(page.Mails[^1]).Text.Body));
    }

    [Fact]
    public async Task A_lost_connection_is_told_and_the_next_look_reads_the_same_mails()
    {
        var inbox = Inbox();
        _server.Add(Mail("one"), Start);
        _server.CloseAt = "UID FETCH";

        Assert.NotEqual("failed", (await Assert.ThrowsAsync<InboxException>(() => Read(inbox, null, 0))).Code);
        Assert.Equal(["one"], Texts(await Read(inbox, null, 0)));
    }

    [Fact]
    public async Task A_wrong_password_is_told_by_a_code_and_never_written()
    {
        var inbox = Inbox("wrong-secret");

        var failed = await Assert.ThrowsAsync<InboxException>(() => Read(inbox, null, 0));
        Assert.Equal("authentication", failed.Code);
        Assert.DoesNotContain("wrong-secret", failed.ToString() + _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_by_a_code()
    {
        using var closed = new ClosedPort();
        var inbox = Add(new ImapInbox(new InboxServer("127.0.0.1", closed.Number, false,
            new NetworkCredential("u", "p"), null), Own, AMessage.Ids, new InboxLimits(), new FakeTimeProvider(),
            _log));

        Assert.Equal("connection", (await Assert.ThrowsAsync<InboxException>(() => Read(inbox, null, 0))).Code);
    }

    private static MailboxAddress Own => MailboxAddress.Parse("Clinic <clinic@example.org>");

    private static string Mail(string text) =>
        $"From: Dana <dana@example.org>\nTo: clinic@example.org\nMessage-ID: <{text.Replace(' ', '-')}@example.org>\n"
        + $"Subject: Re: Your visit\n\n{text}\n";

    private static IEnumerable<string> Texts(MailPage page) =>
        page.Mails.Cast<ReceivedMail.FromPerson>().Select(m => m.Text.Body);

    private static IReadOnlyList<string> Ids(MailPage page) =>
        [.. page.Mails.Cast<ReceivedMail.FromPerson>().Select(m => m.Text.Id)];

    private static Task<FoundMails> Find(IMailInbox inbox, long? validity, long lastUid) =>
        inbox.Find(validity, lastUid, Start - Duration.FromDays(7), CancellationToken.None);

    private static async Task<MailPage> Read(IMailInbox inbox, long? validity, long lastUid)
    {
        var found = await Find(inbox, validity, lastUid);
        var mails = new List<ReceivedMail>();
        foreach (var uid in found.Uids)
            if (await inbox.Read(found.Validity, uid, CancellationToken.None) is { } mail) mails.Add(mail);
        return new MailPage(found.Validity, found.LastUid, mails, found.HasMore);
    }

    private sealed record MailPage(long Validity, long LastUid, IReadOnlyList<ReceivedMail> Mails, bool HasMore);

    private ImapInbox Inbox(string password = ImapServerOnLoopback.Password) =>
        Add(new ImapInbox(new InboxServer("127.0.0.1", _server.Port, false,
            new NetworkCredential(ImapServerOnLoopback.User, password), null), Own, AMessage.Ids, new InboxLimits(),
            new FakeTimeProvider(), _log));

    private ImapInbox Add(ImapInbox inbox)
    {
        _open.Add(inbox);
        return inbox;
    }
}
