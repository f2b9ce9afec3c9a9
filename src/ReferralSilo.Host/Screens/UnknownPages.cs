using ReferralSilo.Identity.Edge;

namespace ReferralSilo.Host.Screens;

/// <summary>Shows the console's own page when a browser opens an unknown address. Other clients still get a
/// problem response.</summary>
public static class UnknownPages
{
    private const string NotFoundPage = "/nothing-here";

    /// <summary>Call after <c>UseProblems</c> and before routing, because the page is routed again.</summary>
    public static void UseUnknownPages(this WebApplication app) =>
        app.UseWhen(context => Denials.IsPage(context.Request), pages =>
            pages.UseStatusCodePagesWithReExecute(NotFoundPage));
}
