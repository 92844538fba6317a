//! How twins are made: by a row for each method, with the name and the arguments of the original.

/// The asynchronous methods of a type. A row is `name(argument: type) -> answer;`.
macro_rules! twin {
    (impl $type:ident $(<$life:lifetime>)? {
        $($name:ident($($argument:ident: $kind:ty),*) -> $answer:ty;)*
    }) => {
        impl $type $(<$life>)? {
            $(
                #[doc = concat!("The twin of [`crate::", stringify!($type), "::", stringify!($name), "`].")]
                ///
                /// # Errors
                ///
                /// Those of its twin.
                pub fn $name(&self, $($argument: $kind),*) -> Result<$answer, crate::Error> {
                    self.shared.wait(self.twin().$name($($argument),*))
                }
            )*
        }
    };
}

/// A list of `$item`, with its conditions. A row is `name(argument: type);`.
macro_rules! list {
    (impl $type:ident of $item:ty {
        $($name:ident($($argument:ident: $kind:ty),*);)*
    }) => {
        #[doc = concat!("A list to come; the twin of [`crate::", stringify!($type), "`].")]
        ///
        /// It can be iterated over as it is.
        #[derive(Clone, Debug)]
        #[must_use = "nothing is sent before the first item is asked for"]
        pub struct $type {
            twin: crate::$type,
            shared: std::sync::Arc<super::vault::Shared>,
        }

        impl $type {
            $(
                #[doc = concat!("The twin of [`crate::", stringify!($type), "::", stringify!($name), "`].")]
                pub fn $name(mut self, $($argument: $kind),*) -> Self {
                    self.twin = self.twin.$name($($argument),*);
                    self
                }
            )*

            #[doc = concat!("The items; the twin of [`crate::", stringify!($type), "::stream`].")]
            pub fn stream(self) -> super::Pager<$item> {
                super::Pager::new(self.twin.stream(), self.shared)
            }

            #[doc = concat!("The twin of [`crate::", stringify!($type), "::resume`].")]
            ///
            /// # Errors
            ///
            /// Those of its twin.
            pub fn resume(self, token: &crate::ResumeToken) -> Result<super::Pager<$item>, crate::Error> {
                Ok(super::Pager::new(self.twin.resume(token)?, self.shared))
            }
        }

        impl IntoIterator for $type {
            type Item = Result<$item, crate::Error>;
            type IntoIter = super::Pager<$item>;

            fn into_iter(self) -> Self::IntoIter {
                self.stream()
            }
        }
    };
}

/// A part of a vault, and how its list is begun.
macro_rules! area {
    ($type:ident, $list:ident) => {
        #[doc = concat!("The twin of [`crate::", stringify!($type), "`].")]
        #[derive(Clone, Debug)]
        pub struct $type<'a> {
            twin: crate::$type<'a>,
            shared: &'a std::sync::Arc<super::vault::Shared>,
        }

        impl<'a> $type<'a> {
            pub(super) fn new(
                twin: crate::$type<'a>,
                shared: &'a std::sync::Arc<super::vault::Shared>,
            ) -> Self {
                Self { twin, shared }
            }

            fn twin(&self) -> &crate::$type<'a> {
                &self.twin
            }

            #[doc = concat!("The twin of [`crate::", stringify!($type), "::list`].")]
            pub fn list(&self) -> $list {
                $list {
                    twin: self.twin.list(),
                    shared: self.shared.clone(),
                }
            }
        }
    };
}

pub(super) use {area, list, twin};
