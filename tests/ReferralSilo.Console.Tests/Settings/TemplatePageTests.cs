using Bunit;
using ReferralSilo.Console.Settings.Templates;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Session;
using ReferralSilo.Contracts.Templates;

namespace ReferralSilo.Console.Tests.Settings;

/// <summary>The texts of messages: the list, a new version with its preview, and the decisions of two
/// persons.</summary>
public sealed class TemplatePageTests : IAsyncDisposable
{
    private const string Key = "reach-out.sms.en";

    private readonly ConsoleContext _circuit = new();

    public TemplatePageTests() => SignIn(SettingNames.Templates, SettingNames.TemplateApproval);

    private FakeTemplatesApi Api => _circuit.Templates;

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public void The_list_shows_what_is_in_use_and_what_waits_by_occasion_channel_and_language()
    {
        Add(Key, 2, Version(3, TemplateStatus.Submitted, "sue"), Version(2, TemplateStatus.Approved, null));
        Add("booked.email.es", null, Version(1, TemplateStatus.Draft, "sue"));
        var page = _circuit.Render<TemplatesPage>();

        Assert.Equal(["reach-out", "booked"], page.FindAll("[data-occasion]").Select(r =>
            r.GetAttribute("data-occasion")));
        Assert.Equal("Version 2 in use Waits for approval",
            page.Find("[data-occasion=reach-out] [data-label='Text, English']").Shown());
        Assert.Equal("Nothing in use Draft", page.Find("[data-occasion=booked] [data-label='Email, Spanish']").Shown());
        Assert.Contains("1 text waits for approval.", page.Find("[data-testid=waiting-count]").Shown());

        page.Find("[data-action=only-waiting]").Click();
        Assert.Equal(Key, Assert.Single(page.FindAll("[data-template]")).GetAttribute("data-template"));
    }

    [Fact]
    public void What_is_typed_is_judged_at_once_with_the_longest_values_and_for_one_patient()
    {
        var page = Open(Version(1, TemplateStatus.Approved, null));
        Api.Judge = text => FakeTemplatesApi.Judged(text.Body, "It must name the clinic: {{ clinic }}.");

        page.Find("[data-field='/body'] textarea").Input("Hi {{ link }}");

        Assert.Equal("Hi {{ link }}", Api.Previewed[^1].Body);
        var preview = page.Find("[data-testid=preview]").Shown();
        Assert.Contains("It must name the clinic: {{ clinic }}.", preview);
        Assert.Contains("Sample Hi {{ link }}", preview);
        Assert.Contains("Longest Hi {{ link }}", preview);
        Assert.Contains("At most 2 texts are charged (180 characters with the longest values), 1 text is charged for "
            + "the patient below.", preview);
        Assert.Contains("school grade 5.2", preview);
        Assert.Equal("true", page.Find("[data-testid=template]").GetAttribute("data-dirty"));
        Assert.Empty(Api.Written);
    }

    [Fact]
    public void A_new_version_is_saved_as_a_draft_and_then_submitted()
    {
        var page = Open(Version(1, TemplateStatus.Approved, null));
        page.Find("[data-field='/body'] textarea").Input("Hello again.");
        page.Save("template");

        var (text, change) = Assert.Single(Api.Written);
        Assert.Equal((Key, MessageOccasion.ReachOut, MessageChannel.Sms, "en", "Hello again.", null),
            (text.Key, text.Occasion, text.Channel, text.Language, text.Body, text.Subject));
        Assert.Equal(0, change.IfVersion);
        Assert.Equal("Saved", page.State("template"));

        page.Find("[data-version='2'] [data-action=submit]").Click();
        Assert.Equal((2, TemplateStep.Submit, 1L),
            (Api.Steps[0].Number, Api.Steps[0].Step, Api.Steps[0].Change.IfVersion));
        Assert.Contains("waits for the approval of another person", page.Find("[data-testid=step-result]").Shown());
    }

    [Fact]
    public void Whoever_wrote_a_version_is_told_why_they_cannot_approve_it_and_may_take_it_back()
    {
        var page = Open(Version(2, TemplateStatus.Submitted, "nurse"));

        Assert.Empty(page.FindAll("[data-version='2'] [data-action=approve]"));
        Assert.Equal("You wrote this version, so another person has to approve it.",
            page.Find("[data-testid=note]").Shown());
        page.Find("[data-version='2'] [data-action=withdraw]").Click();
        Assert.Equal("draft", page.Find("[data-version='2']").GetAttribute("data-status"));
    }

    [Fact]
    public void A_second_person_approves_what_is_shown()
    {
        var page = Open(Version(2, TemplateStatus.Submitted, "sue"));
        Assert.Contains("written by Sue Supervisor", page.Find("[data-version='2'] summary").Shown());

        page.Find("[data-version='2'] [data-action=approve]").Click();

        Assert.Equal((2, TemplateStep.Approve, 0L),
            (Api.Steps[0].Number, Api.Steps[0].Step, Api.Steps[0].Change.IfVersion));
        Assert.StartsWith("Messages are made from version 2.", page.Find("[data-testid=in-use]").Shown());
    }

    [Fact]
    public void A_version_is_returned_with_a_reason_and_not_without()
    {
        var page = Open(Version(2, TemplateStatus.Submitted, "sue"));
        page.Find("[data-action=reject]").Click();
        Assert.True(page.Find("[data-action=reject-yes]").HasAttribute("disabled"));

        page.Find("[data-testid=question] input").Input(" Too long. ");
        page.Find("[data-action=reject-yes]").Click();

        Assert.Equal("Too long.", Api.Steps[0].Reason);
        Assert.Equal("Returned because: Too long.", page.Find("[data-testid=reason]").Shown());
    }

    [Fact]
    public void The_text_in_use_is_taken_out_of_use_only_after_a_question()
    {
        var page = Open(Version(1, TemplateStatus.Approved, null));
        page.Find("[data-action=retire]").Click();
        Assert.Contains("not sent any more", page.Find("[data-testid=question]").Shown());
        Assert.Empty(Api.Steps);

        page.Find("[data-action=retire-yes]").Click();
        Assert.Equal(TemplateStep.Retire, Api.Steps[0].Step);
    }

    [Fact]
    public void An_old_version_becomes_a_draft_when_it_is_saved()
    {
        var page = Open(Version(2, TemplateStatus.Approved, null, "New."),
            Version(1, TemplateStatus.Retired, null, "Old."));
        page.Find("[data-version='1'] [data-action=take]").Click();
        Assert.Equal("Old.", Api.Previewed[^1].Body);
        Assert.Empty(Api.Written);

        page.Save("template");
        Assert.Equal("Old.", Api.Written[0].Text.Body);
        Assert.Equal("draft", page.Find("[data-version='3']").GetAttribute("data-status"));
    }

    [Fact]
    public void Versions_of_others_are_shown_and_decided_on_while_a_text_is_typed()
    {
        var page = Open(Version(2, TemplateStatus.Submitted, "sue"));
        page.Find("[data-field='/body'] textarea").Input("My own text.");
        Api.Templates[0] = Api.Templates[0] with
        {
            Version = Api.Templates[0].Version + 1,
            Versions = [Version(3, TemplateStatus.Submitted, "sue", "Theirs."), .. Api.Templates[0].Versions],
        };
        page.Find("[data-version='2'] [data-action=approve]").Click();
        Assert.Contains("Nothing was changed", page.Find("[data-testid=step-result]").Shown());

        page.Find("[data-version='3'] [data-action=approve]").Click();

        Assert.StartsWith("Messages are made from version 3.", page.Find("[data-testid=in-use]").Shown());
        Assert.Equal("My own text.", page.Find("[data-field='/body'] textarea").GetAttribute("value"));
        Assert.Equal("true", page.Find("[data-testid=template]").GetAttribute("data-dirty"));
    }

    [Fact]
    public void A_decision_about_what_has_changed_is_refused_and_shows_what_is_there_now()
    {
        var page = Open(Version(2, TemplateStatus.Submitted, "sue"));
        Api.Templates[0] = Api.Templates[0] with { Version = 5, Versions = [Version(3, TemplateStatus.Draft, "sue"),
            .. Api.Templates[0].Versions] };
        page.Find("[data-version='2'] [data-action=approve]").Click();

        Assert.StartsWith("Nothing was changed. It has changed since you read it.",
            page.Find("[data-testid=step-result]").Shown());
        Assert.Single(page.FindAll("[data-version='3']"));
        page.Find("[data-version='2'] [data-action=approve]").Click();
        Assert.Equal(5, Api.Steps[1].Change.IfVersion);
    }

    [Fact]
    public void A_step_without_an_answer_is_sent_again_under_the_same_key()
    {
        var page = Open(Version(2, TemplateStatus.Submitted, "sue"));
        Api.Refusals.Enqueue(new Problem(503, "outcome-unknown", ""));
        page.Find("[data-action=approve]").Click();
        Assert.StartsWith("No answer came back.", page.Find("[data-testid=step-result]").Shown());

        page.Find("[data-action=approve]").Click();
        Assert.Equal(Api.Steps[0].Change.Operation, Api.Steps[1].Change.Operation);
    }

    [Fact]
    public void Who_only_reads_has_neither_a_form_nor_buttons()
    {
        SignIn();
        var page = Open(Version(2, TemplateStatus.Submitted, "sue"), Version(1, TemplateStatus.Draft, "sue"));

        Assert.Empty(page.FindAll("button"));
        Assert.Empty(page.FindAll("form"));
        Assert.Equal("An administrator approves it.", page.Find("[data-testid=note]").Shown());
        Assert.Empty(Api.Previewed);
    }

    [Fact]
    public void An_email_has_a_subject_of_one_line()
    {
        Add("booked.email.en", null, Version(1, TemplateStatus.Approved, null, "Hello.", "Your visit"));
        var page = _circuit.Render<TemplatePage>(p => p.Add(x => x.Key, "booked.email.en"));
        page.Find("[data-field='/subject'] textarea").Input("Your\nvisit soon");
        page.Save("template");

        Assert.Equal("Your visit soon", Api.Written[0].Text.Subject);
    }

    [Fact]
    public void Every_value_that_a_text_may_name_is_explained()
    {
        var page = Open(Version(1, TemplateStatus.Approved, null));

        Assert.Equal(["clinic", "first_name", "phone", "hours", "link", "day", "time", "visit", "clinician",
            "until_day", "until_time", "minutes", "number", "milestone"],
            page.FindAll("[data-testid=values] dt").Select(v => v.TextContent.Trim('{', '}', ' ')));
    }

    [Fact]
    public void An_unknown_template_says_so() => Assert.Equal("There is no such entry", _circuit
        .Render<TemplatePage>(p => p.Add(x => x.Key, "none")).Find("[data-testid=notice] h2").TextContent);

    private IRenderedComponent<TemplatePage> Open(params TemplateVersionView[] versions)
    {
        Add(Key, versions.FirstOrDefault(v => v.Status == TemplateStatus.Approved)?.Number, versions);
        return _circuit.Render<TemplatePage>(p => p.Add(x => x.Key, Key));
    }

    private void Add(string key, int? approved, params TemplateVersionView[] versions)
    {
        var parts = key.Split('.');
        Assert.True(Contracts.Json.ContractsJson.TryParseWireName<MessageOccasion>(parts[0], out var occasion));
        Api.Templates.Add(new TemplateView(key, 0, occasion,
            parts[1] == "sms" ? MessageChannel.Sms : MessageChannel.Email, parts[2], approved, versions));
    }

    private void SignIn(params string[] settings) =>
        _circuit.Api.CurrentSession = _circuit.Api.CurrentSession with { Settings = settings };

    private static TemplateVersionView Version(int number, TemplateStatus status, string? author,
        string body = "Hello.", string? subject = null) =>
        FakeTemplatesApi.Version(number, status, author, body, subject);
}
