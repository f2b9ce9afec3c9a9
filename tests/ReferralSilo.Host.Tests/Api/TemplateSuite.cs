using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Api;

[Collection(SqliteApi.Name)]
public sealed class SqliteTemplateTests(SqliteHost host) : TemplateSuite(host);

[Collection(PostgresApi.Name)]
public sealed class PostgresTemplateTests(PostgresHost host) : TemplateSuite(host);

/// <summary>Only what a second person approved is sent (OB-13).</summary>
public abstract class TemplateSuite(RunningHost host)
{
    private const string Body = "{{ clinic }}: your referral is with us. {{ link }} Reply STOP to opt out.";

    private IMessageTexts Texts => host.Services.GetRequiredService<IMessageTexts>();

    [Fact]
    public async Task A_version_is_written_submitted_and_approved_by_another_person()
    {
        var key = New("template");
        var (author, approver) = (await host.As("supervisor"), await host.As("admin"));
        var written = (await author.Post("/api/templates", Template(key))).Is(201);
        Assert.Equal(($"/api/templates/{key}", "\"1\""), (written.Location, written.ETag));
        Assert.Equal("draft", StatusOf(written, 1));
        (await approver.Post($"/api/templates/{key}/versions/1/approve")).Is(409, "template-not-submitted");
        Assert.Equal("submitted",
            StatusOf((await author.Post($"/api/templates/{key}/versions/1/submit")).Is(200), 1));
        (await author.Post($"/api/templates/{key}/versions/1/approve")).Is(403, "forbidden");
        var approved = (await approver.Post($"/api/templates/{key}/versions/1/approve", ifMatch: "\"2\"")).Is(200);

        Assert.Equal(("approved", 1), (StatusOf(approved, 1), (int?)approved.Json["approved"]));
        Assert.Equal(approved.Text, (await approver.Get($"/api/templates/{key}")).Is(200).Text);
        Assert.Contains((await approver.Get("/api/templates")).Is(200).Json["items"]!.AsArray(),
            t => (string?)t!["key"] == key);
    }

    [Fact]
    public async Task Whoever_wrote_a_version_may_not_approve_it_and_an_approval_is_for_what_was_shown()
    {
        var (key, admin) = (New("template"), await host.As("admin"));
        (await admin.Post("/api/templates", Template(key))).Is(201);
        var submitted = (await admin.Post($"/api/templates/{key}/versions/1/submit")).Is(200);
        (await admin.Post($"/api/templates/{key}/versions/1/approve")).Is(409, "own-template");
        (await host.Api.Post("/api/templates", Template(key, Body + " Now."))).Is(201);

        (await admin.Post($"/api/templates/{key}/versions/2/reject", new { reason = "Draft." },
            ifMatch: submitted.ETag)).Is(412, "version-mismatch");
    }

    [Fact]
    public async Task A_submitted_version_is_taken_back_by_its_author_only()
    {
        var (key, author) = (New("template"), await host.As("supervisor"));
        (await author.Post("/api/templates", Template(key))).Is(201);
        (await author.Post($"/api/templates/{key}/versions/1/submit")).Is(200);

        (await (await host.As("admin")).Post($"/api/templates/{key}/versions/1/withdraw"))
            .Is(409, "not-own-template");
        Assert.Equal("draft", StatusOf((await author.Post($"/api/templates/{key}/versions/1/withdraw")).Is(200), 1));
        (await (await host.As("admin")).Post($"/api/templates/{key}/versions/1/approve"))
            .Is(409, "template-not-submitted");
    }

    [Fact]
    public async Task A_shipped_text_is_sent_after_its_approval_and_not_before()
    {
        var (key, admin) = ("unreachable.sms.es", await host.As("admin"));
        var shown = (await admin.Get($"/api/templates/{key}")).Is(200);
        Assert.Equal(("submitted", "\"0\""), (StatusOf(shown, 1), shown.ETag));
        Assert.Null(shown.Json["versions"]![0]!["author"]);
        Assert.Null(await Render(MessageOccasion.Unreachable));

        // The next release may have another text under this number.
        (await admin.Post($"/api/templates/{key}/versions/1/approve", new { fingerprint = new string('0', 32) },
            ifMatch: shown.ETag)).Is(409, "text-differs");
        (await admin.Post($"/api/templates/{key}/versions/1/approve", Read(shown), ifMatch: shown.ETag)).Is(200);
        var rendered = await Render(MessageOccasion.Unreachable);

        Assert.Equal((key, 1, "es"), (rendered!.Template, rendered.Version, rendered.Language));
        Assert.StartsWith("Clinica: no logramos hablar con usted", rendered.Body);
        (await admin.Post($"/api/templates/{key}/versions/1/retire")).Is(200);
        Assert.Null(await Render(MessageOccasion.Unreachable));
    }

    [Fact]
    public async Task Without_an_approved_text_about_a_conversation_the_approved_alarm_is_sent_with_its_link()
    {
        var (key, admin) = ("staff-alarm.sms.es", await host.As("admin"));
        Assert.Null(await Render(MessageOccasion.StaffTextAlarm));
        (await admin.Post($"/api/templates/{key}/versions/1/approve",
            Read((await admin.Get($"/api/templates/{key}")).Is(200)))).Is(200);

        var rendered = (await Render(MessageOccasion.StaffTextAlarm))!;
        Assert.Equal(key, rendered.Template);
        Assert.Contains("ALARMA: la referencia - necesita", rendered.Body);
        Assert.Contains("https://care.example.org/p#token", rendered.Body);
        (await admin.Post($"/api/templates/{key}/versions/1/retire")).Is(200);
        Assert.Null(await Render(MessageOccasion.StaffTextAlarm));
    }

    [Fact]
    public async Task A_client_that_knows_the_number_only_approves_a_shipped_text()
    {
        var approved = (await (await host.As("admin")).Post("/api/templates/unreachable.email.es/versions/1/approve"))
            .Is(200);

        Assert.Equal("approved", StatusOf(approved, 1));
    }

    [Fact]
    public async Task Approving_a_newer_version_retires_the_older_and_it_is_the_one_that_is_sent()
    {
        var (key, admin) = ("redirected.sms.es", await host.As("admin"));
        (await admin.Post($"/api/templates/{key}/versions/1/approve",
            Read((await admin.Get($"/api/templates/{key}")).Is(200)))).Is(200);
        (await host.Api.Post("/api/templates", new
        {
            key, occasion = "redirected", channel = "sms", language = "es",
            body = "{{ clinic }}: otro centro le ayuda. {{ link }} Responda STOP para no recibir textos.",
        })).Is(201);
        (await host.Api.Post($"/api/templates/{key}/versions/2/submit")).Is(200);
        var approved = (await admin.Post($"/api/templates/{key}/versions/2/approve")).Is(200);

        Assert.Equal(("retired", "approved"), (StatusOf(approved, 1), StatusOf(approved, 2)));
        Assert.StartsWith("Clinica: otro centro", (await Render(MessageOccasion.Redirected))!.Body);
    }

    [Theory]
    [InlineData("/body", "{{ clinic }} {{ diagnosis }} {{ link }} STOP")]
    [InlineData("/body", "{{ clinic }}: choose a time. STOP")]
    [InlineData("/body", "{{ clinic }}: {{ link }}")]
    [InlineData("/body", "{{ clinic }}: your therapy. {{ link }} STOP")]
    public async Task A_bad_text_is_refused_by_field_and_not_echoed(string field, string body)
    {
        var answer = (await host.Api.Post("/api/templates", Template(New("template"), body)))
            .Is(400, "invalid-input");

        Assert.Equal([field], answer.Pointers);
        Assert.DoesNotContain("diagnosis", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("therapy", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_templates_versions_and_other_places_are_refused()
    {
        var (key, admin) = (New("template"), await host.As("admin"));
        (await host.Api.Post("/api/templates", Template(key))).Is(201);

        (await admin.Get("/api/templates/none")).Is(404, "not-found");
        (await admin.Post("/api/templates/none/versions/1/approve")).Is(404, "not-found");
        (await admin.Post($"/api/templates/{key}/versions/9/submit")).Is(404, "not-found");
        (await host.Api.Post("/api/templates", new
        {
            key, occasion = "received", channel = "sms", language = "es", body = Body,
        })).Is(409, "template-differs");
        (await admin.Post($"/api/templates/{key}/versions/1/reject", new { reason = " " })).Is(400, "invalid-input");
    }

    [Fact]
    public async Task A_repeated_write_gets_its_first_answer()
    {
        var (key, once) = (New("template"), New("key"));
        var first = (await host.Api.Post("/api/templates", Template(key), once)).Is(201);
        var again = (await host.Api.Post("/api/templates", Template(key), once)).Is(201);

        Assert.Equal((false, true), (first.Replayed, again.Replayed));
        Assert.Single((await host.Api.Get($"/api/templates/{key}")).Json["versions"]!.AsArray());
    }

    private static object Read(ApiAnswer template) =>
        new { fingerprint = (string?)template.Json["versions"]![0]!["fingerprint"] };

    private static object Template(string key, string body = Body) =>
        new { key, occasion = "received", channel = "sms", language = "en", body };

    private static string? StatusOf(ApiAnswer answer, int number) =>
        (string?)answer.Json["versions"]!.AsArray().Single(v => (int)v!["number"]! == number)!["status"];

    private ValueTask<RenderedMessage?> Render(MessageOccasion occasion) => Texts.Render(occasion, MessageChannel.Sms,
        "es-MX", new MessageValues("Clinica", Link: "https://care.example.org/p#token", Start: Instant.MinValue),
        TestContext.Current.CancellationToken);
}
