using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Api.Access;
using ReferralSilo.Api.Conversations;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Testing;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteConversationTests(SqliteHost host) : ConversationSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresConversationTests(PostgresHost host) : ConversationSuite(host);

/// <summary>What patients write, through the HTTP API.</summary>
public abstract class ConversationSuite(RunningHost host)
{
    private static int _phones = 5_000;

    private ApiClient Api => host.Api;

    [Fact]
    public async Task A_text_is_listed_by_line_and_by_patient_until_someone_closes_it()
    {
        var (line, phone) = (await OwnLine(), Phone());
        var made = await Api.Create(Referral(line, phone: phone));
        var id = await Write(phone, "Can I bring my daughter?");

        var item = await Listed(id, $"?serviceLine={line}");
        Assert.Equal((phone, made.Id, "Can I bring my daughter?"), (item["from"]!.GetValue<string>(),
            item["patients"]![0]!["referral"]!.GetValue<string>(), item["entries"]![0]!["text"]!.GetValue<string>()));
        var patient = made.Json["patient"]!["id"]!.GetValue<string>();
        Assert.Equal(id, Items(await Api.Get($"/api/patients/{patient}/conversations")).Single()!["id"]!
            .GetValue<string>());

        var taken = (await Api.Post($"/api/conversations/{id}/take")).Is(200);
        Assert.Equal("\"2\"", taken.ETag);
        (await Api.Post($"/api/conversations/{id}/close", new { note = "Called." }, ifMatch: "\"1\""))
            .Is(412, "version-mismatch");
        (await Api.Post($"/api/conversations/{id}/close", new { note = " " })).Is(400, "invalid-input");
        var closed = (await Api.Post($"/api/conversations/{id}/close", new { note = "Called." }, key: New("key")))
            .Is(200);
        Assert.False(closed.Json["open"]!.GetValue<bool>());
        Assert.DoesNotContain(Items(await Api.Get($"/api/conversations?serviceLine={line}")), i => IsId(i, id));
        Assert.Contains(Items(await Api.Get($"/api/patients/{patient}/conversations")), i => IsId(i, id));
    }

    [Fact]
    public async Task A_repeated_request_gives_the_first_answer()
    {
        var (phone, key) = (Phone(), New("key"));
        await Api.Create(Referral(phone: phone));
        var id = await Write(phone, "Hello");
        await Listed(id);
        var first = (await Api.Post($"/api/conversations/{id}/close", new { note = "Called." }, key)).Is(200);
        await Write(phone, "Hello again");
        await Eventually.Is("it is open again", async () =>
            (await Api.Get($"/api/conversations/{id}")).Is(200).Json["open"]!.GetValue<bool>());

        var again = (await Api.Post($"/api/conversations/{id}/close", new { note = "Called." }, key)).Is(200);
        Assert.True(again.Replayed);
        Assert.Equal(first.Text, again.Text);
        Assert.True((await Api.Get($"/api/conversations/{id}")).Json["open"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_text_of_an_unknown_number_is_in_the_queue_of_what_no_line_takes()
    {
        var id = await Write(Phone(), "Is this the clinic?");

        var item = await Listed(id, "?serviceLine=unassigned");
        Assert.Empty(item["patients"]!.AsArray());
    }

    [Fact]
    public async Task Open_conversations_come_by_their_due_time_page_by_page()
    {
        var line = await OwnLine();
        var ids = new List<string>();
        foreach (var (priority, text) in ((string, string)[])[("routine", "Hello"), ("stat", "Hello"),
            ("routine", "I want to kill myself"), ("urgent", "Hello")])
        {
            var (phone, referral) = (Phone(), Referral(line));
            referral["priority"] = priority;
            referral["patient"]!["phones"] = new JsonArray(phone);
            await Api.Create(referral);
            ids.Add(await Write(phone, text));
        }

        foreach (var id in ids) await Listed(id, $"?serviceLine={line}");
        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await Api.Get($"/api/conversations?serviceLine={line}&limit=3"
                + (cursor is null ? "" : $"&cursor={cursor}"))).Is(200).Json;
            found.AddRange(page["items"]!.AsArray().Select(i => i!["id"]!.GetValue<string>()));
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);
        Assert.Equal([ids[2], ids[1], ids[3], ids[0]], found);
    }

    [Fact]
    public async Task A_line_sees_no_patient_of_another_line_behind_a_shared_number()
    {
        var (here, there, phone) = (await OwnLine(), await OwnLine(), Phone());
        var own = await Api.Create(Referral(here, family: New("Own"), phone: phone, born: "1980-01-01"));
        var other = await Api.Create(Referral(there, family: New("Other"), phone: phone, born: "2011-01-01"));
        var id = await Write(phone, "Can we come later?");
        await Listed(id, $"?serviceLine={here}");
        var service = host.Services.GetRequiredService<ConversationService>();
        var limited = new Caller("user:limited", "Limited", [Roles.Scheduler], null, null, [here]);

        var seen = (await service.Read(id, limited)).Value!;
        Assert.Equal([own.Id], seen.Patients.Select(p => p.Referral));
        Assert.Equal(1, seen.OtherPatients);
        Assert.DoesNotContain(other.Id, System.Text.Json.JsonSerializer.Serialize(seen));
        var stranger = new Caller("user:stranger", "Stranger", [Roles.Scheduler], null, null, [await OwnLine()]);
        Assert.Equal(404, (await service.Read(id, stranger)).Problem!.Status);
        var ct = TestContext.Current.CancellationToken;
        Assert.Empty((await service.Open(here, null, null, stranger, ct)).Value!.Items);
        Assert.DoesNotContain((await service.Open(null, null, null, stranger, ct)).Value!.Items, c => c.Id == id);
    }

    [Fact]
    public async Task A_line_is_not_told_what_the_patient_of_another_line_was_written()
    {
        var (here, there, phone) = (await OwnLine(), await OwnLine(), Phone());
        var own = await Api.Create(Referral(here, family: New("Own"), phone: phone, born: "1980-01-01"));
        var other = await Api.Create(Referral(there, family: New("Other"), phone: phone, born: "2011-01-01"));
        var id = await Write(phone, "Can we come later?");
        await Listed(id, $"?serviceLine={here}");
        var state = (await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IConversationGrain>(id).Show())!
            .State;
        var viewer = ActivatorUtilities.CreateInstance<ConversationViewer>(host.Services);
        var limited = new Caller("user:limited", "Limited", [Roles.Scheduler], null, null, [here]);

        foreach (var (referral, shown) in ((string?, string?)[])[(own.Id, "m1"), (null, "m1"), (other.Id, null)])
        {
            var answers = new AnsweredMessage("m1", MessageOccasion.Booked,
                referral is null ? null : new ReferralId(referral));
            var view = await viewer.View(id, state with { Entries = [state.Entries[0] with { Answers = answers }] }, 1,
                limited, state.Entries[0].At, TestContext.Current.CancellationToken);
            Assert.Equal(shown, view.Entries[0].Answers?.Message);
        }
    }

    [Fact]
    public async Task Only_those_who_may_triage_decide_on_an_emergency_and_end_its_alarm()
    {
        var phone = Phone();
        await Api.Create(Referral(phone: phone));
        var id = await Write(phone, "I want to kill myself");
        var item = await Listed(id);
        Assert.Equal("988", item["emergency"]!["phone"]!.GetValue<string>());
        var (desk, nurse) = (await host.As("scheduler"), await host.As("nurse"));

        var taken = (await desk.Post($"/api/conversations/{id}/take")).Is(200);
        Assert.Null(taken.Json["emergency"]!["takenBy"]);
        (await desk.Post($"/api/conversations/{id}/decide", new { decision = "handled", note = "x" }))
            .Is(403, "forbidden");
        (await nurse.Post($"/api/conversations/{id}/close", new { note = "x" })).Is(409, "emergency-undecided");
        taken = (await nurse.Post($"/api/conversations/{id}/take")).Is(200);
        Assert.Equal("nurse", taken.Json["emergency"]!["takenBy"]!.GetValue<string>());
        (await nurse.Post($"/api/conversations/{id}/decide", new { decision = "perhaps", note = "x" }))
            .Is(400, "invalid-input");
        var decided = (await nurse.Post($"/api/conversations/{id}/decide",
            new { decision = "not-emergency", note = "Quoted a song" })).Is(200);
        Assert.Null(decided.Json["emergency"]);
        (await nurse.Post($"/api/conversations/{id}/decide", new { decision = "handled", note = "x" }))
            .Is(409, "no-emergency");
    }

    [Fact]
    public async Task An_answer_that_cannot_leave_is_refused()
    {
        var phone = Phone();
        var made = await Api.Create(Referral(phone: phone));
        var id = await Write(phone, "Hello");
        await Listed(id);

        (await Api.Post($"/api/conversations/{id}/reply", new { text = new string('x', 1_531) })).Is(400);
        (await Api.Post($"/api/conversations/{id}/reply", new { text = "" })).Is(400, "invalid-input");
        (await Api.Post($"/api/conversations/{id}/reply", new { text = "Hi", referral = "another" }))
            .Is(400, "not-of-this-address");
        await Write(phone, "STOP");
        await Eventually.Is("the number is stopped", async () =>
            (await Api.Post($"/api/conversations/{id}/reply", new { text = "Hi", referral = made.Id })).Is(409)
                .Code == "reply-blocked");
    }

    [Fact]
    public async Task A_conversation_shows_how_its_patient_may_be_contacted_safely()
    {
        var phone = Phone();
        var made = await Api.Create(Referral(phone: phone));
        var patient = made.Json["patient"]!["id"]!.GetValue<string>();
        var id = await Write(phone, "Hello");
        await Listed(id);
        (await Api.Post($"/api/patients/{patient}/correct",
            new { reason = "Asked.", safeContact = new { phone = "+17205550133" } },
            ifMatch: (await Api.Get($"/api/patients/{patient}")).ETag)).Is(200);

        await Eventually.Is("the note is shown", async () =>
            (string?)(await Api.Get($"/api/conversations/{id}")).Is(200).Json["patients"]![0]!["safeContact"]?["phone"]
                == "+17205550133");
        var refused = (await Api.Post($"/api/conversations/{id}/reply", new { text = "Hi", referral = made.Id }))
            .Is(409, "reply-blocked");
        Assert.Contains("Call only that number.", refused.Json.ToJsonString());
    }

    [Theory]
    [InlineData("clinician")]
    [InlineData("marketing")]
    [InlineData("auditor")]
    [InlineData("source")]
    [InlineData("admin")]
    public async Task Who_does_not_work_with_patients_sees_no_conversation(string user)
    {
        var api = await host.As(user);

        (await api.Get("/api/conversations")).Is(403, "forbidden");
        (await api.Get("/api/conversations/none")).Is(403, "forbidden");
    }

    [Theory]
    [InlineData("?limit=0", "/limit")]
    [InlineData("?limit=201", "/limit")]
    [InlineData("?cursor=nonsense", "/cursor")]
    public async Task A_wrong_request_is_told_by_field(string query, string pointer) =>
        Assert.Equal([pointer], (await Api.Get("/api/conversations" + query)).Is(400, "invalid-input").Pointers);

    private static string Phone() => $"+1303555{Interlocked.Increment(ref _phones)}";

    private async Task<string> OwnLine()
    {
        var line = New("line");
        (await Api.Put($"/api/service-lines/{line}", new { name = "Own", timeZone = "UTC" })).Is(200);
        return line;
    }

    /// <summary>Writes as the owner of the number; returns the conversation's id.</summary>
    private async Task<string> Write(string phone, string text)
    {
        var key = host.Services.GetRequiredService<AddressKeys>().Of(MessageChannel.Sms, phone);
        await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IAddressGrain>(key)
            .ReceiveText(phone, new InboundText(New("in"), text));
        return key;
    }

    private async Task<JsonNode> Listed(string id, string query = "?limit=200")
    {
        JsonNode? found = null;
        await Eventually.Is("the conversation is listed", async () =>
            (found = Items(await Api.Get("/api/conversations" + query)).FirstOrDefault(i => IsId(i, id))) is not null);
        return found!;
    }

    private static bool IsId(JsonNode? item, string id) => item!["id"]!.GetValue<string>() == id;

    private static JsonArray Items(ApiAnswer answer) => answer.Is(200).Json["items"]!.AsArray();
}
