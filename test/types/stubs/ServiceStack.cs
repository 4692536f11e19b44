// What the generated C# needs of the package ServiceStack.Client.
using System;

namespace ServiceStack
{
    public interface IReturn<T> { }
    public interface IReturnVoid { }
    public interface IGet { }
    public interface IPost { }
    public interface IPatch { }
    public interface IDelete { }
    public class AuthenticateResponse { }

    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    public class RouteAttribute : Attribute
    {
        public RouteAttribute(string path, string verbs) { }
    }

    public class ApiAttribute : Attribute
    {
        public string Description { get; set; }
    }

    public class ApiMemberAttribute : Attribute
    {
        public string Description { get; set; }
        public bool IsRequired { get; set; }
    }
}

namespace ServiceStack.DataAnnotations
{
    class Anchor { }
}
