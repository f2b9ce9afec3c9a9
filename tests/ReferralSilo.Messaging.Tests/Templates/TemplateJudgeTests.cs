using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Templates;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Messages.Templates;
using ReferralSilo.Messaging.Templates;

namespace ReferralSilo.Messaging.Tests.Templates;

public sealed class TemplateJudgeTests
{
    private const string Good = "{{ clinic }}: choose a time: {{ link }} Reply STOP to opt out.";

    [Theory]
    [InlineData("{{ clinic }} {{ diagnosis }} {{ link }} STOP")]
    [InlineData("{{ clinic.name }} {{ link }} STOP")]
    [InlineData("{{ clinic }} {{ link | upcase }} STOP")]
    [InlineData("{% include 'secrets' %}{{ clinic }} {{ link }} STOP")]
    [InlineData("{% render 'secrets' %}{{ clinic }} {{ link }} STOP")]
    [InlineData("{% for i in (1..100000000) %}{{ clinic }}{% endfor %} {{ link }} STOP")]
    [InlineData("{% assign clinic = 'x' %}{{ clinic }} {{ link }} STOP")]
    [InlineData("{% capture x %}{{ clinic }}{% endcapture %}{{ clinic }} {{ link }} STOP")]
    [InlineData("{% raw %}{{ clinic }}{% endraw %}{{ clinic }} {{ link }} STOP")]
    [InlineData("{{ clinic }} {% if phone %} {{ link }} STOP")]
    [InlineData("{{ clinic {{ link }} STOP")]
    public void A_text_with_unknown_values_tags_or_filters_is_refused_at_its_field(string body) =>
        Assert.Equal(["/body"], Judged(body).Errors.Keys);

    [Theory]
    [InlineData("Choose a time: {{ link }} Reply STOP.", "{{ clinic }}")]
    [InlineData("{{ clinic }}: choose a time. Reply STOP.", "{{ link }}")]
    [InlineData("{{ clinic }}: choose a time: {{ link }}", "STOP")]
    public void A_text_without_a_required_part_is_refused_and_told_which(string body, string missing) =>
        Assert.Contains(missing, Assert.Single(Judged(body).Errors["/body"]));

    [Theory]
    [InlineData(MessageOccasion.Booked)]
    [InlineData(MessageOccasion.Offer)]
    [InlineData(MessageOccasion.RunningLate)]
    [InlineData(MessageOccasion.StaffAlarm)]
    [InlineData(MessageOccasion.ToSource)]
    public void An_occasion_has_parts_of_its_own(MessageOccasion occasion) =>
        Assert.Contains("/body", Judged(Good, occasion).Errors);

    [Theory]
    [InlineData("{{ clinic }}: your therapy: {{ link }} Reply STOP.")]
    [InlineData("{{ clinic }}: Lakeside sent us your name: {{ link }} Reply STOP.")]
    [InlineData("{{ clinic }}: it’s time: {{ link }} Reply STOP.")]
    public void Reasons_names_of_sources_and_typographic_characters_are_refused(string body) =>
        Assert.Equal(["/body"], Judged(body).Errors.Keys);

    [Theory]
    [InlineData("{{ clinic }}{% if first_name %} {{ first_name }}, {{ link }}{% endif %} Call 911.")]
    [InlineData("{{ link }}{% if first_name %} {{ clinic }}{% endif %} Call 911.")]
    [InlineData("{{ clinic }} {{ link }}{% if first_name %} Call 911.{% endif %}")]
    [InlineData("{{ clinic }} {{ link }} {{ first_name }} Call 911.")]
    public void A_required_part_does_not_depend_on_a_value_that_some_messages_lack(string body) =>
        Assert.Equal(["/body"], Judge(new(MessageOccasion.ReachOut, MessageChannel.Email, "en", "Hello", body))
            .Errors.Keys);

    [Fact]
    public void A_text_message_never_has_the_first_name_so_it_hides_no_part() => Assert.Equal(["/body"],
        Judged("{{ clinic }}: hello{% if first_name %} {{ first_name }}: {{ link }} Reply STOP.{% endif %}")
            .Errors.Keys);

    [Theory]
    [InlineData("clinician")]
    [InlineData("minutes")]
    [InlineData("phone")]
    [InlineData("day")]
    public void A_value_that_is_not_in_the_message_is_refused_and_named(string value)
    {
        Assert.Contains(value, Assert.Single(Judged($"{Good} {{{{ {value} }}}}").Errors["/body"]));
        Assert.Empty(Judged($"{Good}{{% if {value} %}} {{{{ {value} }}}}{{% endif %}}").Errors);
    }

    [Theory]
    [InlineData("psych{% comment %}{% endcomment %}ology")]
    [InlineData("ther{{ '' }}apy")]
    [InlineData("{{ 'ther' }}{{ 'apy' }}")]
    [InlineData("{% if first_name == 'x' %}{{ 'therapy' }}{% endif %}")]
    [InlineData("{% unless first_name %}therapy{% endunless %}")]
    public void A_forbidden_word_is_found_however_it_is_written(string word) =>
        Assert.Equal(["/body"], Judged($"{Good} {word}").Errors.Keys);

    [Fact]
    public void A_source_that_is_named_like_a_value_forbids_no_value() =>
        Assert.Empty(new TemplateJudge(new MessageSettings("Lakeside", "https://care.example.org", "+13035550100"))
            .Judge(new(MessageOccasion.ReachOut, MessageChannel.Sms, "en", null, "{{ clinic }}: {{ phone }}, STOP"),
                ["Phone", "Link", "Clinic"]).Errors);

    [Fact]
    public void A_clinic_whose_name_says_what_it_treats_is_a_warning() => Assert.Contains(
        new TemplateJudge(new MessageSettings("Lakeside Behavioral Health", "https://care.example.org"))
            .Judge(new(MessageOccasion.ReachOut, MessageChannel.Sms, "en", null, Good), []).Warnings,
        w => w.Contains("name of the clinic", StringComparison.Ordinal));

    [Fact]
    public void A_text_that_the_gateway_would_refuse_is_refused() =>
        Assert.Contains("1600", Assert.Single(Judged(Good + new string('x', 1_600)).Errors["/body"]));

    [Fact]
    public void A_mail_needs_a_subject_of_one_line_and_the_emergency_number()
    {
        var mail = new TemplateText(MessageOccasion.ReachOut, MessageChannel.Email, "en", null,
            "{{ clinic }} {{ link }}");

        Assert.Equal(["/body", "/subject"], Judge(mail).Errors.Keys.Order());
        Assert.Empty(Judge(mail with { Subject = "Hello", Body = "{{ clinic }} {{ link }} Call 911." }).Errors);
        Assert.Contains("/subject", Judge(mail with { Subject = "a\nBcc: x@example.org" }).Errors);
        Assert.Contains("/subject", Judged(Good, subject: "No subject in a text").Errors);
    }

    [Fact]
    public void Length_reading_level_and_figures_are_warnings()
    {
        Assert.Empty(Judged(Good).Warnings);
        Assert.Contains(Judged(Good + new string('x', 300)).Warnings, w => w.Contains("3 texts"));
        Assert.True(Judged(Good + " á").IsUnicode);
        Assert.Contains(Judged(Good + " Visits within 2 days.").Warnings, w => w.Contains("figure"));
        Assert.Contains(Judged(Good + " Organizational representatives communicate individualized recommendations "
            + "notwithstanding administrative considerations.").Warnings, w => w.Contains("hard to read"));
    }

    [Theory]
    [InlineData(MessageOccasion.ReachOut, "{{ clinic }} {{ day }} {{ link }} STOP", false)]
    [InlineData(MessageOccasion.Booked, "{{ clinic }} {{ day }} {{ time }} {{ link }} STOP", true)]
    [InlineData(MessageOccasion.Booked, "{{ clinic }} {{ clinician }} {{ day }} {{ time }} {{ link }} STOP", false)]
    [InlineData(MessageOccasion.ReachOut, "{{ clinic }} {{ phone }} STOP", false)]
    [InlineData(MessageOccasion.ReachOut, "{{ clinic }} {% if phone %}{{ phone }}{% endif %} {{ link }} STOP", true)]
    public void A_text_that_writes_what_no_such_message_has_shows_that_it_would_not_be_sent(MessageOccasion occasion,
        string body, bool isSent) => Assert.Equal(isSent, new TemplateJudge(new MessageSettings("Mesa Clinic",
            "https://care.example.org")).Judge(new TemplateText(occasion, MessageChannel.Sms, "en", null, body), [])
                .Sample is not null);

    [Fact]
    public void A_value_is_never_repeated_in_an_error() =>
        Assert.DoesNotContain("hunter2", string.Concat(Judged("{{ hunter2 }} {{ clinic").Errors.SelectMany(e =>
            e.Value)));

    private static TemplateJudgement Judged(string body, MessageOccasion occasion = MessageOccasion.ReachOut,
        string? subject = null) => Judge(new(occasion, MessageChannel.Sms, "en", subject, body));

    private static TemplateJudgement Judge(TemplateText text) =>
        new TemplateJudge(new MessageSettings("Clinic", "https://care.example.org")).Judge(text, ["Lakeside"]);
}
