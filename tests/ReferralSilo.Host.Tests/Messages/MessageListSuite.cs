using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Hours;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Host.Tests.Api;
using ReferralSilo.Identity.Accounts;
using ReferralSilo.Messaging.Configuration;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Messages;

/// <summary>A program on SQLite whose messages go into the mailbox of the demo at any hour, with texts that need no
/// template.</summary>
public sealed class SqliteMailboxHost : SqliteHost
{
    internal static MessagingOptions AtAnyHour { get; } = new(
        new MessageSettings("Mesa Clinic", "https://care.example.org") { Hours = SendingHours.Always });

    protected override MessagingOptions Messaging => AtAnyHour;

    protected override void Change(WebApplicationBuilder builder)
    {
        base.Change(builder);
        builder.Services.AddSingleton<IMessageTexts>(new OccasionTexts());
    }
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgresMailboxHost : PostgresHost
{
    protected override MessagingOptions Messaging => SqliteMailboxHost.AtAnyHour;

    protected override void Change(WebApplicationBuilder builder)
    {
        base.Change(builder);
        builder.Services.AddSingleton<IMessageTexts>(new OccasionTexts());
    }
}

public sealed class SqliteMessageListTests(SqliteMailboxHost host) : MessageListSuite(host),
    IClassFixture<SqliteMailboxHost>;

public sealed class PostgresMessageListTests(PostgresMailboxHost host) : MessageListSuite(host),
    IClassFixture<PostgresMailboxHost>;

/// <summary>The messages of a referral by the API: what is listed, what is sent again, and stops by staff.</summary>
public abstract class MessageListSuite(RunningHost host)
{
    private const string Password = "a-password-of-the-test";

    private static int _numbers = 1000;

    private ApiClient Api => host.Api;

    [Fact]
    public async Task The_list_shows_each_message_with_its_way_text_status_and_receipts_and_no_address()
    {
        var number = Number();
        var (id, message) = await Booked(number);

        Assert.Equal(("booked", "sms", $"***{number[^4..]}", "occasion", 1, "en", "delivered", 1, false),
            ((string?)message["occasion"], (string?)message["channel"], (string?)message["to"],
            (string?)message["template"], (int)message["version"]!, (string?)message["language"],
            (string?)message["status"], (int)message["attempts"]!, (bool)message["conflict"]!));
        Assert.Equal("delivered", (string?)Assert.Single(message["receipts"]!.AsArray())!["status"]);
        Assert.NotNull(message["submittedAt"]);
        Assert.Empty(message["resendBy"]!.AsArray());
        var list = (await Api.Get($"/api/referrals/{id}/messages")).Is(200);
        Assert.DoesNotContain(number, list.Text, StringComparison.Ordinal);
        // The first message was replaced by the booking; the newest comes first.
        Assert.Equal(["booked", "reach-out"], list.Json["items"]!.AsArray().Select(m => (string?)m!["occasion"]));
        (await Api.Get("/api/referrals/none/messages")).Is(404);
    }

    [Fact]
    public async Task What_is_not_proven_is_sent_again_by_mail_once()
    {
        var (id, message) = await NotProven(Number());
        Assert.Equal(["email"], message["resendBy"]!.AsArray().Select(c => (string?)c));
        (await Api.Do(id, "consents", new { kind = "email", given = true, how = "verbal" })).Is(200);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Resend(message)));

        Assert.All(answers, a => Assert.Equal(IdOf(message), a.Is(200).Id));
        var mail = await Until("the mail is there", id, m => (string?)m["channel"] == "email"
            && (string?)m["status"] == "delivered");
        Assert.Equal(IdOf(message), (string?)mail["resendOf"]);
        Assert.Single(await Messages(id), m => (string?)m!["channel"] == "email");
    }

    [Fact]
    public async Task What_may_not_leave_is_refused_with_the_reason()
    {
        var (_, message) = await NotProven(Number());
        (await Resend(message)).Is(409, "no-consent");
        (await Resend(message, "sms")).Is(409, "same-channel");
        (await Resend(message, "pigeon")).Is(400);
        var (_, arrived) = await Booked(Number());
        (await Resend(arrived)).Is(409, "not-resendable");
        (await Api.Post($"/api/messages/{new string('a', 32)}/resend", new { channel = "email" })).Is(404, "not-found");
        (await Api.Post("/api/messages/x/resend", new { channel = "email" })).Is(404, "not-found");
    }

    [Fact]
    public async Task Messages_of_another_line_are_neither_shown_nor_sent_again()
    {
        var (id, message) = await NotProven(Number());
        var line = New("line");
        (await Api.Put($"/api/service-lines/{line}", new { name = line, timeZone = "UTC" })).Is(200);
        var user = new StaffUser
        {
            UserName = New("u"), DisplayName = "Other", Roles = Roles.Scheduler, ServiceLines = line,
        };
        Assert.Empty(await host.Services.GetRequiredService<StaffAccounts>().Create(user, Password));
        var other = await host.As(user.UserName!, Password);

        (await other.Get($"/api/referrals/{id}/messages")).Is(404, "not-found");
        (await other.Post($"/api/messages/{IdOf(message)}/resend", new { channel = "email" })).Is(404, "not-found");
        Assert.Single(await Messages(id), m => (string?)m!["occasion"] == "booked");
    }

    [Fact]
    public async Task A_stop_by_staff_ends_the_consent_and_blocks_what_follows_even_with_a_new_consent()
    {
        var number = Number();
        var (id, _) = await Booked(number);
        var stop = new { address = $"({number[2..5]}) {number[5..8]}-{number[8..]}", reason = "asked on the phone" };

        var answer = (await Api.Post("/api/addresses/suppress", stop)).Is(204);
        Assert.Equal("", answer.Text);
        (await Api.Post("/api/addresses/suppress", stop)).Is(204);

        await Eventually.Is("the consent has ended", async () => (await Api.Get($"/api/referrals/{id}")).Is(200)
            .Json["consents"]!.AsArray().Any(c => (string?)c!["kind"] == "sms" && !(bool)c["given"]!
                && (string?)c["how"] == "staff"));
        (await Api.Do(id, "consents", new { kind = "sms", given = true, how = "verbal" })).Is(200);
        (await Api.Do(id, "cancel-appointment", new { reason = "Asked to" })).Is(200);
        await Until("the next message is blocked", id, m => (string?)m["occasion"] == "cancelled"
            && (string?)m["status"] == "blocked" && (string?)m["reason"] == "suppressed");
    }

    [Theory]
    [InlineData("/address", "not an address", "asked on the phone")]
    [InlineData("/address", "", "asked on the phone")]
    [InlineData("/reason", "+13035550123", "  ")]
    public async Task A_stop_needs_an_address_and_a_reason_and_repeats_neither(string field, string address,
        string reason)
    {
        var answer = (await Api.Post("/api/addresses/suppress", new { address, reason })).Is(400, "invalid-input");

        Assert.Equal([field], answer.Pointers);
        if (address.Length > 0) Assert.DoesNotContain(address, answer.Text, StringComparison.Ordinal);
    }

    /// <summary>A booked referral whose text has arrived.</summary>
    private async Task<(string Id, JsonNode Message)> Booked(string number)
    {
        var body = Referral(phone: number);
        body["patient"]!["email"] = $"{New("dana")}@example.org";
        body["consents"] = new JsonArray(new JsonObject
        {
            ["kind"] = "sms", ["given"] = true, ["how"] = "verbal", ["at"] = "2026-11-01T00:00:00Z",
        });
        var id = await Api.Waiting(body);
        var slot = (await Slots(Api, await Clinician(Api)))[0];
        (await Api.Do(id, "book", new { slot })).Is(200);
        return (id, await Until("the text has arrived", id, m => (string?)m["occasion"] == "booked"
            && (string?)m["status"] == "delivered"));
    }

    /// <summary>A booked referral whose text was reported as both arrived and not arrived.</summary>
    private async Task<(string Id, JsonNode Message)> NotProven(string number)
    {
        var (id, message) = await Booked(number);
        await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IMessageGrain>(IdOf(message))
            .ReceiveReceipt(new Receipt($"mailbox-{IdOf(message)}", MessageStatus.Undelivered, "30008",
                host.Services.GetRequiredService<IClock>().GetCurrentInstant(), "undelivered"));
        return (id, await Until("it is not proven", id, m => (bool)m["conflict"]!));
    }

    private async Task<JsonNode> Until(string fact, string id, Func<JsonNode, bool> holds)
    {
        JsonNode? found = null;
        await Eventually.Is(fact, async () =>
            (found = (await Messages(id)).FirstOrDefault(m => holds(m!))) is not null);
        return found!;
    }

    private async Task<JsonArray> Messages(string id) =>
        (await Api.Get($"/api/referrals/{id}/messages")).Is(200).Json["items"]!.AsArray();

    private Task<ApiAnswer> Resend(JsonNode message, string channel = "email") =>
        Api.Post($"/api/messages/{IdOf(message)}/resend", new { channel });

    private static string IdOf(JsonNode message) => (string)message["id"]!;

    private static string Number() => $"+1303777{Interlocked.Increment(ref _numbers)}";
}
