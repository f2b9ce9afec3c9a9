using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Templates;

namespace ReferralSilo.Contracts.Screens;

/// <summary>Templates of messages for screens, with the same permissions, rules and answers as the HTTP API. Scoped to
/// the signed-in user.</summary>
public interface ITemplatesApi
{
    /// <summary>All templates by key, without judgements.</summary>
    Task<Answer<IReadOnlyList<TemplateView>>> All(CancellationToken ct = default);

    /// <summary>One template with the judgement of each version.</summary>
    Task<Answer<TemplateView>> Find(string key, CancellationToken ct = default);

    /// <summary>How a text reads that is not saved. Nothing is changed.</summary>
    Task<Answer<TemplateJudgement>> Preview(TemplateInput text, CancellationToken ct = default);

    /// <summary>Adds a version as a draft.</summary>
    Task<Answer<TemplateView>> Write(TemplateInput text, SettingChange change, CancellationToken ct = default);

    /// <summary>Submits, withdraws, approves, rejects or retires a version.</summary>
    /// <param name="about">Why it is rejected, or the fingerprint of the text that is approved; null for the other
    /// steps.</param>
    /// <param name="change">A decision is for the version of the template that was shown.</param>
    Task<Answer<TemplateView>> Step(string key, int number, TemplateStep step, string? about, SettingChange change,
        CancellationToken ct = default);
}
