using ReferralSilo.Host.Security.Edge;

namespace ReferralSilo.Host.Screens;

/// <summary>An address that nobody serves, opened in a browser, is answered by the console's own page; programs keep
/// their problem.</summary>
public static class UnknownPages
{
    private const string NotFoundPage = "/nothing-here";

    /// <summary>After <c>UseProblems</c>, before routing: the page is found by routing anew.</summary>
    public static void UseUnknownPages(this WebApplication app) =>
        app.UseWhen(context => Denials.IsPage(context.Request), pages =>
            pages.UseStatusCodePagesWithReExecute(NotFoundPage));
}
